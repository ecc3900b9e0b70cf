using Aisle.Kernel;
using Aisle.Modules.Identity.Domain;

namespace Aisle.UnitTests.Identity;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("correct donkey battery")]
    [InlineData("আমার গোপন কথা একটি")]
    [InlineData("xK9#mQ2$vL7!")]
    [InlineData("               spaces are fine")]
    public void A_good_password_is_taken(string password) => Faults(password).ShouldBeEmpty();

    [Theory]
    [InlineData("", "password.length")]
    [InlineData("short", "password.length")]
    [InlineData("123456789", "password.length")]
    [InlineData("1234567890", "password.guessable")]
    [InlineData("9876543210", "password.guessable")]
    [InlineData("abcdefghijkl", "password.guessable")]
    [InlineData("Password123!", "password.guessable")]
    [InlineData("BANGLADESH2026", "password.guessable")]
    [InlineData("bismillah786", "password.guessable")]
    [InlineData("aaaaaaaaaaaaaa", "password.guessable")]
    [InlineData("abababababab", "password.guessable")]
    [InlineData("rahima.khatun1", "password.personal")]
    public void A_password_that_others_try_first_is_refused(string password, string code) => Faults(password).ShouldBe([code]);

    [Fact]
    public void A_password_of_any_length_costs_little()
    {
        Faults(new string('a', 129)).ShouldBe(["password.length"]);
        Faults(new string('x', 1_000_000)).ShouldBe(["password.length"]);
        Faults("\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800").ShouldBe(["password.length"]);
    }

    [Fact]
    public void What_looks_the_same_is_the_same() => PasswordRules.Normal("ｐａｓｓ①é").ShouldBe(PasswordRules.Normal("pass1e\u0301"));

    private static IEnumerable<string> Faults(string password)
    {
        var problems = new Problems();
        PasswordRules.Check(problems, password, "rahima.khatun@example.com", "Rahima Khatun", "password");
        return problems.Errors.Select(error => error.Code);
    }
}
