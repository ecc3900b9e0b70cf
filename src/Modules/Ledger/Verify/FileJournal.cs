using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Platform.Security;

namespace Aisle.Modules.Ledger.Verify;

/// <summary>
/// The journal as an exported file tells it. Every content is hashed in its canonical form; what cannot be read of a line is a
/// fault of that line.
/// </summary>
internal sealed class FileJournal(LedgerFile file) : IJournalSource
{
    private static readonly byte[] _no = new byte[32];

    private readonly Surroundings _around = new();
    private List<Checkpoint?> _signed = [];
    private LinkFacts? _first;
    private IAsyncEnumerator<(string Kind, JsonElement Value)>? _lines;

    /// <summary>Public keys of the file; known once the surroundings are.</summary>
    public Dictionary<string, Es256Key> Keys { get; } = new(StringComparer.Ordinal);

    public async Task<Surroundings> SurroundingsAsync(CancellationToken cancellationToken)
    {
        _lines = file.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (_first is null && await _lines.MoveNextAsync())
        {
            See(_lines.Current.Kind, _lines.Current.Value);
        }

        return _around;
    }

    public async IAsyncEnumerable<LinkFacts> LinksAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A link is given on with the checkpoints that follow it.
        while (_first is { } link)
        {
            (_first, _signed) = (null, []);
            var signed = _signed;
            while (_first is null && await _lines!.MoveNextAsync())
            {
                See(_lines.Current.Kind, _lines.Current.Value);
            }

            yield return link with { Checkpoints = signed };
        }

        await _lines!.DisposeAsync();
    }

    private void See(string kind, JsonElement value)
    {
        try
        {
            switch (kind)
            {
                case "key" when PublicKey.Read(value) is { } key:
                    Keys.TryAdd(key.Id, key);
                    break;
                case "state":
                    State(value);
                    break;
                case "checkpoint":
                    _signed.Add(Checkpoint.Read(value));
                    break;
                case "link" or "tail":
                    _first = Link(value, isTail: kind == "tail");
                    break;
                default:
                    _around.Faults.Add($"Line {file.Lines} says nothing that can be read.");
                    break;
            }
        }
        catch (Exception fault) when (IsUnreadable(fault))
        {
            if (kind is "link" or "tail")
            {
                var none = new Seal(0, "", Guid.Empty, 0, _no, null, null, null, default, null);
                _first = new LinkFacts(none, kind == "tail" ? null : _no, null, null, [$"Line {file.Lines} cannot be read: {fault.Message}"]);
            }
            else
            {
                _around.Faults.Add($"Line {file.Lines} cannot be read: {fault.Message}");
            }
        }
    }

    private static bool IsUnreadable(Exception fault) => fault is FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException or OverflowException or JsonException;

    private void State(JsonElement json)
    {
        var (kind, id, content) = (json.GetProperty("kind").GetString()!, json.GetProperty("subject").GetGuid(), json.GetProperty("content"));
        _around.Add(id, new StateFacts(kind, json.GetProperty("version").GetInt32(), SHA256.HashData(CanonicalJson.Of(content))));
        switch (kind)
        {
            case "account":
                _around.Accounts.TryAdd(Same(content, "id", id), new AccountFacts(content.GetProperty("code").GetString()!, content.GetProperty("currency").GetString()!, content.GetProperty("normalSide").GetString() == "debit"));
                break;
            case "subaccount":
                _around.Subaccounts.TryAdd(Same(content, "id", id), new SubaccountFacts(content.GetProperty("account").GetGuid(), string.Intern(content.GetProperty("currency").GetString()!), Amount(content, "floor"), Amount(content, "ceiling")));
                break;
            case "period":
                _around.Periods.TryAdd(Same(content, "id", id), new PeriodFacts(Day(content, "from"), Day(content, "to")));
                break;
            default:
                break;
        }
    }

    private LinkFacts Link(JsonElement json, bool isTail)
    {
        var seal = new Seal(
            isTail ? 0 : json.GetProperty("sequence").GetInt64(), json.GetProperty("kind").GetString()!, json.GetProperty("subject").GetGuid(), json.GetProperty("version").GetInt32(), Hash(json, "hash"),
            Text(json, "series"), json.TryGetProperty("year", out var year) ? year.GetInt32() : null, json.TryGetProperty("number", out var number) ? number.GetInt64() : null,
            Instant(json, "recorded"), Id(json, "by"), Id(json, "link"));
        var link = new LinkFacts(seal, isTail ? null : Hash(json, "chain"), null, null, []);
        var content = json.TryGetProperty("content", out var there) ? there : default;
        return seal.Kind switch
        {
            "entry" when content.ValueKind == JsonValueKind.Object => link with { Entry = Entry(content) },
            "entry" => link,
            // Only the newest state of a hold is in the file; older links are proved by the chain.
            "hold" when content.ValueKind == JsonValueKind.Object => WithHold(link, content, json.GetProperty("said")),
            "hold" => link with { State = new StateFacts("hold", int.MaxValue, _no) },
            _ => link with { State = _around.Find(seal) },
        };
    }

    private static LinkFacts WithHold(LinkFacts link, JsonElement state, JsonElement said)
    {
        var content = Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Of(said)));
        var isSame = string.Equals(state.GetProperty("content").GetString(), content, StringComparison.Ordinal) && state.GetProperty("hold").GetGuid() == link.Seal.Subject;
        return link with
        {
            State = new StateFacts("hold", state.GetProperty("version").GetInt32(), SHA256.HashData(CanonicalJson.Of(state))),
            Faults = isSame ? [] : [$"{link.Name}: what was promised is not what its state says."],
        };
    }

    private static EntryFacts Entry(JsonElement json) => new(
        json.GetProperty("id").GetGuid(), json.GetProperty("series").GetString()!, json.GetProperty("year").GetInt32(), Day(json, "date"), SHA256.HashData(CanonicalJson.Of(json)),
        [.. json.GetProperty("lines").EnumerateArray().Select((line, index) => new LineFacts(
            index + 1, line.GetProperty("debit").GetGuid(), Id(line, "debitSub"), line.GetProperty("credit").GetGuid(), Id(line, "creditSub"),
            decimal.Parse(line.GetProperty("minor").GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), line.GetProperty("currency").GetString()!))],
        []);

    private static Guid Same(JsonElement json, string name, Guid id) =>
        json.GetProperty(name).GetGuid() == id ? id : throw new FormatException($"{id} and its content name different things.");

    private static byte[] Hash(JsonElement json, string name) =>
        Convert.FromHexString(json.GetProperty(name).GetString()!) is { Length: 32 } hash ? hash : throw new FormatException($"{name} is no SHA-256.");

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static Guid? Id(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetGuid() : null;

    private static long? Amount(JsonElement json, string name) => Text(json, name) is { } text ? long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;

    private static DateOnly Day(JsonElement json, string name) => DateOnly.ParseExact(json.GetProperty(name).GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(JsonElement json, string name) => DateTimeOffset.ParseExact(
        json.GetProperty(name).GetString()!, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
