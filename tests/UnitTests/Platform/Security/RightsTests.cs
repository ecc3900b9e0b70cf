using Aisle.Platform.Security;

namespace Aisle.UnitTests.Platform.Security;

public sealed class RightsTests
{
    private static readonly Guid _one = Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-000000000001");
    private static readonly Guid _two = Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-000000000002");

    [Fact]
    public void A_right_in_a_store_is_none_in_another_and_none_for_the_company()
    {
        var rights = Of(("price", StoreScope.Only([_one])));

        rights.Has("price").ShouldBeTrue();
        rights.HasIn("price", _one).ShouldBeTrue();
        rights.HasIn("price", _two).ShouldBeFalse();
        rights.HasEverywhere("price").ShouldBeFalse();
        rights.Has("stock").ShouldBeFalse();
        rights.HasIn("stock", _one).ShouldBeFalse();
    }

    [Fact]
    public void Roles_in_two_stores_add_up()
    {
        var rights = Of(("price", StoreScope.Only([_one])), ("price", StoreScope.Only([_two])));

        rights.HasIn("price", _one).ShouldBeTrue();
        rights.HasIn("price", _two).ShouldBeTrue();
        rights.HasEverywhere("price").ShouldBeFalse("there may be a third store");
        Of(("price", StoreScope.Only([_one])), ("price", StoreScope.Everywhere)).HasEverywhere("price").ShouldBeTrue();
    }

    [Fact]
    public void Rights_include_what_they_hold_and_no_more()
    {
        var mine = Of(("price", StoreScope.Only([_one])), ("stock", StoreScope.Everywhere));

        mine.Include(Of(("price", StoreScope.Only([_one])))).ShouldBeTrue();
        mine.Include(Of(("stock", StoreScope.Only([_two])))).ShouldBeTrue();
        mine.Include(Rights.None).ShouldBeTrue();
        mine.Include(Of(("price", StoreScope.Only([_one, _two])))).ShouldBeFalse();
        mine.Include(Of(("price", StoreScope.Everywhere))).ShouldBeFalse();
        mine.Include(Of(("books", StoreScope.Only([])))).ShouldBeFalse();
        mine.Include(Rights.All).ShouldBeFalse();
        Rights.All.Include(mine).ShouldBeTrue();
        Rights.All.Include(Rights.All).ShouldBeTrue();
    }

    [Fact]
    public void A_key_has_no_more_than_its_scopes_and_no_more_than_its_maker()
    {
        var key = Of(("price", StoreScope.Only([_one])), ("stock", StoreScope.Everywhere)).Within(["price", "stock", "books"], StoreScope.Only([_two]));

        key.HasIn("price", _one).ShouldBeFalse();
        key.HasIn("price", _two).ShouldBeFalse();
        key.HasIn("stock", _two).ShouldBeTrue();
        key.HasIn("stock", _one).ShouldBeFalse();
        key.Has("books").ShouldBeFalse();
    }

    private static Rights Of(params (string Name, StoreScope Scope)[] held) => Rights.Of(held.Select(one => KeyValuePair.Create(one.Name, one.Scope)));
}
