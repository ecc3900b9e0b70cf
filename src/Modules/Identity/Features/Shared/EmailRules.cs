using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Ui;

namespace Aisle.Modules.Identity.Features;

/// <summary>Checks that several use cases share.</summary>
internal static class EmailRules
{
    /// <summary>A language there are texts in; English where none is given.</summary>
    public static string CheckLanguage(Problems problems, string? language, Texts texts, string field)
    {
        if (language is null)
        {
            return PageLanguage.Default;
        }

        problems.Require(texts.Languages.Contains(language, StringComparer.Ordinal), "language.unknown", $"The languages are {string.Join(", ", texts.Languages)}.", field);
        return language;
    }

    /// <summary>Makes those who want one address stand in line, until the commit.</summary>
    public static async Task LockAsync(UnitOfWork work, string folded, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select pg_advisory_xact_lock(hashtextextended('identity.email ' || $1, 4))", cancellationToken)).With(folded);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
