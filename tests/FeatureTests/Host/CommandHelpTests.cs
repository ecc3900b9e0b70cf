using System.CommandLine;
using Aisle.FeatureTests.Support;
using Aisle.Host;

namespace Aisle.FeatureTests.Host;

/// <summary>The help of every command, and what is said where there is no such command.</summary>
public sealed class CommandHelpTests
{
    private static readonly Lazy<string[]> _paths = new(() => [.. Below(Root()).Select(path => string.Join(' ', path)).Order(StringComparer.Ordinal)]);

    public static TheoryData<string> Paths => [.. _paths.Value];

    [Fact]
    public void The_commands_of_several_modules_stand_in_one_group() =>
        _paths.Value.Where(path => path.StartsWith("import ", StringComparison.Ordinal)).ShouldBe(
            ["import brands", "import categories", "import prices", "import products", "import settlements", "import shop", "import stock", "import suppliers", "import synonyms"], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Help_shows_the_whole_path_and_starts_nothing(string path)
    {
        foreach (var asked in (string[][])[[.. path.Split(' '), "--help"], [.. path.Split(' '), "-h"], [.. path.Split(' '), "-?"], ["help", .. path.Split(' ')]])
        {
            var (code, output, complaints) = await RunAsync(asked);

            code.ShouldBe(0, $"{string.Join(' ', asked)}: {complaints}");
            output.ShouldContain("Usage:");
            output.ShouldContain("./aisle " + path);
            complaints.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("help nosuch", "nosuch", "./aisle help")]
    [InlineData("import nosuch --help", "nosuch", "./aisle import --help")]
    [InlineData("IMPORT", "Did you mean 'import'?", "./aisle help")]
    [InlineData("import PRODUCTS x.csv", "Did you mean 'products'?", "./aisle import --help")]
    [InlineData("import stokc x.csv", "Did you mean 'stock'?", "./aisle import --help")]
    [InlineData("import products", "FILE", "./aisle import products --help")]
    [InlineData("import stock", "FILE", "./aisle import stock --help")]
    public async Task What_there_is_not_exits_2_with_a_hint(string line, string says, string see)
    {
        var (code, _, complaints) = await RunAsync(line.Split(' '));

        code.ShouldBe(2);
        complaints.ShouldContain(says);
        complaints.ShouldContain($"See '{see}'.");
    }

    [Fact]
    public async Task An_empty_word_is_no_command() => (await RunAsync("")).Code.ShouldBe(2);

    [Fact]
    public async Task The_program_itself_gives_help_for_an_import_and_makes_no_data_folder()
    {
        var data = Path.Combine(Path.GetTempPath(), "aisle-help-" + Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N"));

        using var help = await AisleProcess.RunAsync(data, "import", "products", "--help");

        help.ExitCode.ShouldBe(0);
        help.Output.ShouldContain("./aisle import products <FILE>");
        Directory.Exists(data).ShouldBeFalse();
    }

    private static Command Root() => CommandLine.Create(new CommandRunner());

    private static IEnumerable<string[]> Below(Command command) =>
        command.Subcommands.SelectMany(below => Below(below).Select(path => (string[])[below.Name, .. path]).Prepend([below.Name]));

    private static async Task<(int Code, string Output, string Complaints)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var complaints = new StringWriter();
        var code = await CommandLine.RunAsync(Root(), arguments, output, complaints);
        return (code, output.ToString(), complaints.ToString());
    }
}
