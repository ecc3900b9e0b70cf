using System.Runtime.CompilerServices;

// The tests look at the spreading of discounts directly.
[assembly: InternalsVisibleTo("Aisle.UnitTests")]
