using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aisle.Host;
using Aisle.Platform.Modules;
using Aisle.Platform.Ui;

namespace Aisle.UnitTests.Architecture;

/// <summary>The rules of the design that the compiler does not hold. Each failure says what to do.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string _home = FindHome();

    public static TheoryData<string> Modules() => [.. AisleApp.Modules.Select(module => module.Name)];

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_has_the_shape_of_the_template(string name)
    {
        var module = Of(name);
        var folder = FolderOf(module);
        // A module that others ask has an interface in Contracts, and a facade that implements it. One may also only have events there.
        string[] facade = File.Exists(Path.Combine(_home, "src", "Contracts", Title(name), $"I{Title(name)}.cs")) ? [$"{Title(name)}Facade.cs"] : [];
        foreach (var file in (string[])[.. facade, $"{Title(name)}Module.cs", "README.md", "Permissions.cs", "Texts/en.json", "Texts/bn.json", .. HasTables(module) ? (string[])["Data/Migrations/0001_*.sql"] : []])
        {
            Directory.GetFiles(folder, file).ShouldNotBeEmpty($"{name} lacks {file} (docs/module.md)");
        }

        foreach (var below in HasTables(module) ? (string[])["Domain", "Features"] : [])
        {
            Directory.Exists(Path.Combine(folder, below)).ShouldBeTrue($"{name} lacks {below}/ (docs/module.md)");
        }
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Only_the_entry_points_of_a_module_are_public(string name)
    {
        // The files of a module are optional.
        var allowed = new[] { $"{Title(name)}Module", $"{Title(name)}Csv" };

        Of(name).Assembly.GetExportedTypes().Where(type => !type.Name.StartsWith("Features_", StringComparison.Ordinal)).Select(type => type.Name)
            .Except(allowed).ShouldBeEmpty( $"what {name} offers goes through Contracts; make the rest internal");
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_names_no_other_modules_schema(string name)
    {
        var others = AisleApp.Modules.Select(module => module.Name).Where(other => other != name).ToList();
        foreach (var file in Directory.EnumerateFiles(FolderOf(Of(name)), "*", SearchOption.AllDirectories).Where(file => file.EndsWith(".sql", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal)))
        {
            var text = File.ReadAllText(file);
            foreach (var other in others)
            {
                Regex.IsMatch(text, $@"\b(from|join|into|update|table|references|delete from)\s+{other}\.", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5))
                    .ShouldBeFalse($"{file} reaches into the schema {other}; ask its interface in Contracts instead");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Every_statement_of_a_migration_names_its_schema(string name)
    {
        foreach (var file in HasTables(Of(name)) ? Directory.EnumerateFiles(Path.Combine(FolderOf(Of(name)), "Data", "Migrations"), "*.sql") : [])
        {
            foreach (Match made in CreateTable().Matches(File.ReadAllText(file)))
            {
                made.Groups["name"].Value.ShouldStartWith(name + ".", customMessage: file);
            }
        }
    }

    [Fact]
    public void Permissions_are_named_after_their_module_and_have_a_label_in_every_language()
    {
        var texts = AllTexts();
        foreach (var module in AisleApp.Modules)
        {
            foreach (var permission in module.Permissions)
            {
                permission.Name.ShouldMatch($"^{module.Name}\\.[a-z_]+\\.[a-z_]+$");
                foreach (var language in texts.Languages)
                {
                    texts.Keys(language).ShouldContain(permission.TextKey, $"{language} lacks the label of {permission.Name}");
                }
            }
        }
    }

    [Fact]
    public void Every_text_is_there_in_every_language()
    {
        var texts = AllTexts();
        texts.Languages.ShouldBe(["en", "bn"]);
        texts.Keys("bn").ShouldBe(texts.Keys("en"), ignoreOrder: true);
        foreach (var key in texts.Keys("en"))
        {
            Placeholders(texts.In("bn", key)).ShouldBe(Placeholders(texts.In("en", key)), ignoreOrder: true, customMessage: $"{key} takes different values in the two languages");
        }
    }

    [Fact]
    public void Every_text_that_a_screen_asks_for_exists()
    {
        var known = AllTexts().Keys("en").Concat(AisleApp.Modules.SelectMany(module => module.Permissions).Select(permission => permission.Name)).ToList();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_home, "src"), "*.cs*", SearchOption.AllDirectories).Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cshtml", StringComparison.Ordinal)))
        {
            foreach (Match used in TextKey().Matches(File.ReadAllText(file)))
            {
                var key = used.Groups["key"].Value;
                if (EventVersion().IsMatch(key))
                {
                    continue;
                }

                // A key that ends with a dot is put together with a word at run time.
                known.Any(candidate => key.EndsWith('.') ? candidate.StartsWith(key, StringComparison.Ordinal) : candidate == key).ShouldBeTrue($"{Path.GetFileName(file)} asks for '{key}', which no Texts/en.json has");
            }
        }
    }

    [Fact]
    public void What_stands_in_the_address_of_a_page_is_taken_from_there_alone()
    {
        // Otherwise a field of the same name in a form wins, and the page is about another thing than its address says.
        foreach (var page in Directory.EnumerateFiles(Path.Combine(_home, "src"), "*.cshtml", SearchOption.AllDirectories))
        {
            var names = RouteValue().Matches(File.ReadLines(page).FirstOrDefault(line => line.StartsWith("@page", StringComparison.Ordinal)) ?? "").Select(match => match.Groups["name"].Value).ToList();
            if (names.Count > 0)
            {
                var handlers = PageHandler().Matches(File.ReadAllText(page + ".cs")).Select(match => match.Groups["parameters"].Value).ToList();
                handlers.ShouldNotBeEmpty(page);
                foreach (var parameter in handlers.SelectMany(handler => handler.Split(',')).Select(parameter => parameter.Trim()).Where(parameter => names.Contains(parameter.Split(' ')[^1], StringComparer.Ordinal)))
                {
                    parameter.ShouldStartWith("[FromRoute]", customMessage: page);
                }
            }
        }
    }

    [Fact]
    public void Kernel_pricing_and_contracts_stand_on_the_framework_alone()
    {
        foreach (var assembly in (Assembly[])[typeof(Aisle.Kernel.Money).Assembly, typeof(Aisle.Pricing.UnitPrice).Assembly, typeof(Aisle.Contracts.Catalog.ICatalog).Assembly])
        {
            assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(reference => !reference.StartsWith("System", StringComparison.Ordinal) && reference is not ("Aisle.Kernel" or "Aisle.Pricing" or "netstandard"))
                .ShouldBeEmpty(assembly.GetName().Name);
        }
    }

    [Fact]
    public void No_file_has_grown_beyond_what_one_can_read()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_home, "src"), "*.cs", SearchOption.AllDirectories))
        {
            File.ReadLines(file).Count().ShouldBeLessThanOrEqualTo(500, $"{file}: is it one thing?");
        }
    }

    [Fact]
    public void Every_dependency_is_listed_with_its_licence()
    {
        var listed = File.ReadAllText(Path.Combine(_home, "docs", "dependencies.md"));
        var packages = PackageVersion().Matches(File.ReadAllText(Path.Combine(_home, "Directory.Packages.props"))).Select(match => match.Groups["name"].Value);
        var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_home, "package.json"))).RootElement;
        var npm = ((string[])["dependencies", "devDependencies"]).Where(part => json.TryGetProperty(part, out _)).SelectMany(part => json.GetProperty(part).EnumerateObject().Select(property => property.Name));
        foreach (var name in packages.Concat(npm))
        {
            listed.ShouldContain($"| {name} |", customMessage: "docs/dependencies.md lacks it");
        }
    }

    [Fact]
    public void Every_place_that_the_map_names_is_there() =>
        MapPlace().Matches(File.ReadAllText(Path.Combine(_home, "docs", "map.md"))).SelectMany(found => OneByOne(found.Groups["place"].Value.Replace("(.cs)", "", StringComparison.Ordinal)))
            .Where(place => !Entries(_home, place.Split('/', StringSplitOptions.RemoveEmptyEntries)).Any()).Distinct().ShouldBeEmpty("docs/map.md names what is not there");

    /// <summary><c>a/{b,c}.cs</c> is two places.</summary>
    private static IEnumerable<string> OneByOne(string place) =>
        Alternatives().Match(place) is { Success: true } found ? found.Groups["ways"].Value.Split(',').SelectMany(one => OneByOne(place.Replace(found.Value, one, StringComparison.Ordinal))) : [place];

    private static IEnumerable<string> Entries(string folder, ReadOnlyMemory<string> steps) =>
        steps.Length == 0 ? [folder] : !Directory.Exists(folder) ? [] : Directory.EnumerateFileSystemEntries(folder, steps.Span[0]).SelectMany(entry => Entries(entry, steps[1..]));

    private static IModule Of(string name) => AisleApp.Modules.Single(module => module.Name == name);

    /// <summary>A module that only speaks to others outside keeps nothing, and so has no schema and no use case of its own.</summary>
    private static bool HasTables(IModule module) => Directory.Exists(Path.Combine(FolderOf(module), "Data"));

    private static Texts AllTexts() => new([typeof(Texts).Assembly, .. AisleApp.Modules.Select(module => module.Assembly), Aisle.Storefront.Storefront.Assembly, Aisle.Sandbox.Sandbox.Assembly]);

    private static string Title(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string FolderOf(IModule module) => Path.Combine(_home, "src", "Modules", Title(module.Name));

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(match => match.Value).Distinct();

    private static string FindHome()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "package-lock.json")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"create table (if not exists )?(?<name>[\w.]+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CreateTable();

    [GeneratedRegex("\"(?<key>(storefront|stores|catalog|identity|operations|ledger|purchasing|payments|customers|delivery|sandbox|platform|admin)\\.[a-z_]+\\.[a-z_.0-9]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TextKey();

    /// <summary>The name of an event looks like a text's, but ends with its version.</summary>
    [GeneratedRegex(@"\.v\d+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventVersion();

    [GeneratedRegex("PackageVersion Include=\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"\{(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RouteValue();

    [GeneratedRegex(@"\bOn(Get|Post)\w*\((?<parameters>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PageHandler();

    [GeneratedRegex(@"\{\d+(:[^}]*)?\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"`(?<place>(src|tests|bench|docs)/[^` ]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MapPlace();

    [GeneratedRegex(@"\{(?<ways>[^{}]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alternatives();
}
