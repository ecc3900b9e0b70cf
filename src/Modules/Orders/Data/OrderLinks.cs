using System.Buffers.Text;
using System.Security.Cryptography;
using Aisle.Contracts.Orders;
using Microsoft.AspNetCore.DataProtection;

namespace Aisle.Modules.Orders.Data;

/// <summary>The secret of an order's link: whoever has it sees the order, as a guest must. It is made of the id by the key ring and kept nowhere.</summary>
internal sealed class OrderLinks(IDataProtectionProvider protection)
{
    private readonly IDataProtector _seal = protection.CreateProtector("Aisle.Orders.Link.v1");

    public string TokenOf(OrderId id) => Base64Url.EncodeToString(_seal.Protect(id.Value.ToByteArray()));

    public bool Opens(OrderId id, string? token)
    {
        if (token is not { Length: > 0 and < 500 } || !Base64Url.IsValid(token))
        {
            return false;
        }

        try
        {
            return _seal.Unprotect(Base64Url.DecodeFromChars(token)).AsSpan().SequenceEqual(id.Value.ToByteArray());
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public string PageOf(OrderId id) => $"{PathOf(id)}?key={TokenOf(id)}";

    /// <summary>The page without the secret: for whose order it is, and nobody else.</summary>
    public static string PathOf(OrderId id) => $"/orders/{id}";
}
