using System.Runtime.CompilerServices;

// Pricing shares the rounded division of Kernel; the tests look at it directly.
[assembly: InternalsVisibleTo("Aisle.Pricing")]
[assembly: InternalsVisibleTo("Aisle.UnitTests")]
