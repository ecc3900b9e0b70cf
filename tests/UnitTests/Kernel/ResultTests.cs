using Aisle.Kernel;

namespace Aisle.UnitTests.Kernel;

public sealed class ResultTests
{
    private static readonly Error Bad = Error.Validation("a.bad", "It is bad.", "a");
    private static readonly Error Worse = Error.Conflict("a.worse", "It is worse.");

    [Fact]
    public void A_value_is_a_success()
    {
        Result<int> result = 5;
        result.IsSuccess.ShouldBeTrue();
        result.IsFailure.ShouldBeFalse();
        result.Value.ShouldBe(5);
        result.Errors.ShouldBeEmpty();
        result.TryGet(out var value).ShouldBeTrue();
        value.ShouldBe(5);
        Should.Throw<InvalidOperationException>(() => result.FirstError);
    }

    [Fact]
    public void An_error_is_a_failure()
    {
        Result<int> result = Bad;
        result.IsFailure.ShouldBeTrue();
        result.FirstError.ShouldBe(Bad);
        result.TryGet(out _).ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => result.Value).Message.ShouldContain("a.bad");
    }

    [Fact]
    public void Several_errors_are_kept_in_order_and_copied()
    {
        var list = new List<Error> { Bad, Worse };
        Result<int> fromList = list;
        Result<int> fromArray = new[] { Bad, Worse };
        Result plain = list;
        list.Clear();
        fromList.Errors.ShouldBe([Bad, Worse]);
        fromArray.Errors.ShouldBe([Bad, Worse]);
        plain.Errors.ShouldBe([Bad, Worse]);
    }

    [Fact]
    public void A_failure_without_errors_is_a_fault_of_the_program()
    {
        Should.Throw<ArgumentException>(() => { Result<int> result = new List<Error>(); });
        Should.Throw<ArgumentException>(() => { Result result = Array.Empty<Error>(); });
    }

    [Fact]
    public void The_default_is_a_failure()
    {
        default(Result<string>).IsFailure.ShouldBeTrue();
        default(Result<string>).FirstError.Code.ShouldBe("result.never_set");
        Should.Throw<InvalidOperationException>(() => default(Result<string>).Value);
        default(Result).IsFailure.ShouldBeTrue();
        default(Result).Errors.Count.ShouldBe(1);
    }

    [Fact]
    public void Null_is_not_a_success() => Should.Throw<ArgumentNullException>(() => { Result<string> result = (string)null!; });

    [Fact]
    public async Task Map_and_bind_run_on_success_only()
    {
        Result<int> good = 5;
        Result<int> bad = Bad;
        good.Map(value => value * 2).Value.ShouldBe(10);
        good.Bind<int>(value => Worse).FirstError.ShouldBe(Worse);
        good.Bind<string>(value => "x").Value.ShouldBe("x");
        bad.Map(ThrowsOn).FirstError.ShouldBe(Bad);
        bad.Bind<int>(value => ThrowsOn(value)).FirstError.ShouldBe(Bad);
        (await good.BindAsync(value => Task.FromResult<Result<string>>($"{value}"))).Value.ShouldBe("5");
        (await bad.BindAsync(value => Task.FromResult<Result<int>>(ThrowsOn(value)))).FirstError.ShouldBe(Bad);
        Result.Success.Map(() => 1).Value.ShouldBe(1);
        Result.Success.Bind(() => (Result)Bad).FirstError.ShouldBe(Bad);
        Result failed = Worse;
        failed.Map(() => ThrowsOn(1)).FirstError.ShouldBe(Worse);
        failed.Bind(() => Result.Success).FirstError.ShouldBe(Worse);
    }

    [Fact]
    public void Match_takes_the_side_of_the_outcome()
    {
        ((Result<int>)5).Match(value => $"{value}", errors => "no").ShouldBe("5");
        ((Result<int>)Bad).Match(value => "yes", errors => errors[0].Code).ShouldBe("a.bad");
        Result.Success.Match(() => 1, errors => 2).ShouldBe(1);
        ((Result)Bad).Match(() => 1, errors => errors.Count + 1).ShouldBe(2);
    }

    [Fact]
    public void The_value_can_be_left_out()
    {
        ((Result<int>)5).WithoutValue().ShouldBe(Result.Success);
        ((Result<int>)Bad).WithoutValue().FirstError.ShouldBe(Bad);
    }

    [Fact]
    public void Results_are_equal_by_content()
    {
        ((Result<int>)5 == (Result<int>)5).ShouldBeTrue();
        ((Result<int>)5 != (Result<int>)6).ShouldBeTrue();
        ((Result<int>)Bad == (Result<int>)Bad).ShouldBeTrue();
        ((Result<int>)Bad == (Result<int>)Worse).ShouldBeFalse();
        ((Result<int>)0 == default).ShouldBeFalse();
        ((Result)Bad == (Result)Bad).ShouldBeTrue();
        ((Result)Bad == Result.Success).ShouldBeFalse();
    }

    [Fact]
    public void Helpers_set_the_kind()
    {
        Bad.ShouldBe(new Error("a.bad", "It is bad.", ErrorKind.Validation, "a"));
        Worse.Kind.ShouldBe(ErrorKind.Conflict);
        Error.NotFound("a.missing", "It is missing.").Kind.ShouldBe(ErrorKind.NotFound);
    }

    private static int ThrowsOn(int value) => throw new InvalidOperationException($"Must not run with {value}.");
}
