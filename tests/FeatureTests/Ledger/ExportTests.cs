using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Features;
using Aisle.Modules.Ledger.Verify;
using Aisle.Platform.Commands;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Ledger;

/// <summary>An exported ledger is proved by itself; whatever is changed in it is seen or refused.</summary>
public sealed class ExportTests(Cluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_is_proved_and_each_changed_field_is_seen()
    {
        await using var lab = await ProofLab.RichAsync(cluster);
        var path = Path.Combine(cluster.Scratch, "whole.jsonl.gz");
        await using (var file = File.Create(path))
        {
            (await lab.Services.GetRequiredService<LedgerExport>().WriteAsync(file, Stop)).ShouldBeGreaterThan(50);
        }

        var proved = (await CheckAsync(path)).ShouldNotBeNull();
        proved.Results.SelectMany(result => result.Faults).ShouldBeEmpty();
        proved.Results.Select(result => result.Name).ShouldBe(
            ["ledger.file", "ledger.chain", "ledger.rows_sealed", "ledger.entries_whole", "ledger.entries_balance", "ledger.numbers", "ledger.periods_closed", "ledger.checkpoints", "ledger.balances"]);
        proved.Results.ShouldAllBe(result => result.Rows > 0);

        var lines = await LinesAsync(path);
        var unseen = new List<string>();
        // Every field of every kind of line, in the first and the last line of that kind; the last line made anew, as a forger would.
        foreach (var kind in lines.SkipLast(1).GroupBy(KindOf, StringComparer.Ordinal))
        {
            foreach (var line in (string[])[kind.First(), kind.Last()])
            {
                foreach (var (field, changed) in Changes(line))
                {
                    var forged = lines.Select(other => ReferenceEquals(other, line) ? changed : other).ToList();
                    await WriteAsync(path, Ended(forged));
                    if (await IsAcceptedAsync(path))
                    {
                        unseen.Add($"{kind.Key} {field}");
                    }
                }
            }
        }

        unseen.ShouldBeEmpty(string.Join("\n", unseen));
    }

    [Fact]
    public async Task Lines_that_are_removed_doubled_or_swapped_and_single_bytes_are_seen_or_refused()
    {
        await using var lab = await ProofLab.RichAsync(cluster);
        var path = Path.Combine(cluster.Scratch, "lines.jsonl.gz");
        await using (var file = File.Create(path))
        {
            await lab.Services.GetRequiredService<LedgerExport>().WriteAsync(file, Stop);
        }

        var lines = await LinesAsync(path);
        for (var at = 1; at < lines.Count - 1; at++)
        {
            foreach (var forged in (List<string>[])[[.. lines[..at], .. lines[(at + 1)..]], [.. lines[..at], lines[at], .. lines[at..]], [.. lines[..at], .. lines[(at + 1)..^1], lines[at], lines[^1]]])
            {
                if (!forged.SequenceEqual(lines, StringComparer.Ordinal))
                {
                    await WriteAsync(path, Ended(forged));
                    (await IsAcceptedAsync(path)).ShouldBeFalse($"line {at}: {lines[at]}");
                }
            }
        }

        // Bytes, with the last line as it was.
        var all = Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
        for (var flip = 0; flip < 150; flip++)
        {
            var bytes = all.ToArray();
            bytes[(int)((long)flip * (all.Length - 1) / 150)] ^= (byte)(1 << (flip % 8));
            await WriteAsync(path, bytes);
            (await IsAcceptedAsync(path)).ShouldBeFalse($"byte {(long)flip * (all.Length - 1) / 150}");
        }

        // The name of a line's kind and a text in it, no longer UTF-8.
        foreach (var within in (string[])["\n{\"", "\"memo\":\""])
        {
            var bytes = all.ToArray();
            bytes[all.AsSpan().IndexOf(Encoding.UTF8.GetBytes(within)) + within.Length] = 0xF4;
            await WriteAsync(path, bytes);
            (await IsAcceptedAsync(path)).ShouldBeFalse(within);
        }

        // An entry that was changed where everything else is right is named.
        var entry = lines.FindIndex(line => line.Contains(lab.Ids["spent"].ToString(), StringComparison.Ordinal) && line.Contains("\"content\"", StringComparison.Ordinal));
        await WriteAsync(path, Ended([.. lines[..entry], lines[entry].Replace("\"minor\":\"1000\"", "\"minor\":\"9000\"", StringComparison.Ordinal), .. lines[(entry + 1)..]]));
        var faults = (await CheckAsync(path)).ShouldNotBeNull().Results.SelectMany(result => result.Faults, (result, fault) => $"{result.Name}: {fault}").ToList();
        faults.ShouldContain(fault => fault.StartsWith($"ledger.rows_sealed: Entry {lab.Ids["spent"]}", StringComparison.Ordinal));
        faults.ShouldContain(fault => fault.StartsWith("ledger.file: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_cut_damaged_empty_huge_or_foreign_gives_one_sentence()
    {
        await using var lab = await ProofLab.EmptyAsync(cluster);
        await lab.BooksAsync(books => books.PostAsync(LedgerLab.Sale(), Stop));
        var path = Path.Combine(cluster.Scratch, "bad.jsonl.gz");
        await using (var file = File.Create(path))
        {
            await lab.Services.GetRequiredService<LedgerExport>().WriteAsync(file, Stop);
        }

        var whole = await File.ReadAllBytesAsync(path, Stop);
        var lines = await LinesAsync(path);
        await RefusedAsync(path, [], "is empty");
        await RefusedAsync(path, whole[..(whole.Length / 2)], "is cut", "is damaged");
        await RefusedAsync(path, Packed(Encoding.UTF8.GetBytes(string.Join('\n', lines[..^1]) + "\n")), "is cut");
        await RefusedAsync(path, Packed(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n{}\n")), "follows its last line");
        await RefusedAsync(path, Packed(Encoding.UTF8.GetBytes(lines[0] + "\nnonsense\n" + lines[^1] + "\n")), "is no JSON");
        await RefusedAsync(path, Packed(Encoding.UTF8.GetBytes(lines[0].Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal) + "\n")), "version 2");
        await RefusedAsync(path, Packed(new byte[20 * 1024 * 1024]), "more than 16 MB");
        var middle = whole.Length / 2;
        await RefusedAsync(path, [.. whole[..middle], 1, 2, 3, 4, .. whole[middle..]], "is damaged", "is cut", "is no exported ledger");
        await Should.ThrowAsync<FaultException>(() => CheckAsync(path + ".none"));
        foreach (var foreign in (byte[][])["hello"u8.ToArray(), [0x1f], Packed("{\"format\":\"other\"}\n"u8.ToArray()), Packed("x\n"u8.ToArray())])
        {
            await File.WriteAllBytesAsync(path, foreign, Stop);
            (await CheckAsync(path)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task The_program_exports_and_proves_without_a_database()
    {
        await using var lab = await ProofLab.RichAsync(cluster);
        var (data, path) = (Path.Combine(cluster.Scratch, "nowhere"), Path.Combine(cluster.Scratch, "program.jsonl.gz"));
        var accountant = await lab.Http.TokenAsync("accountant");
        (await lab.Http.SendAsync("GET", "/api/v1/ledger/export")).Is(401);
        (await lab.Http.SendAsync("GET", "/api/v1/ledger/export", token: await lab.Http.TokenAsync("manager"))).Is(403);
        using (var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/ledger/export"))
        {
            request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", accountant);
            using var answer = await lab.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/gzip");
            answer.Content.Headers.ContentDisposition!.FileName.ShouldEndWith(".jsonl.gz");
            await using var file = File.Create(path);
            await answer.Content.CopyToAsync(file, Stop);
        }

        using var proved = AisleProcess.Start(data, ["verify", "--file", path], ("Aisle__Database", "Host=/nowhere"));
        await proved.EndAsync(TimeSpan.FromMinutes(2));
        proved.ExitCode.ShouldBe(0, proved.Output);
        proved.Output.ShouldContain("ok ledger.chain ");
        proved.Output.ShouldContain("9 ok, 0 red");
        Directory.Exists(data).ShouldBeFalse("it has started something");

        var lines = await LinesAsync(path);
        await WriteAsync(path, Ended([.. lines.Select(line => line.Replace("\"minor\":\"1000\"", "\"minor\":\"1001\"", StringComparison.Ordinal))]));
        using var red = AisleProcess.Start(data, ["verify", "--file", path, "--only", "ledger.rows"]);
        await red.EndAsync(TimeSpan.FromMinutes(2));
        red.ExitCode.ShouldBe(1, red.Output);
        red.Output.ShouldContain("red ledger.rows_sealed ");
        red.Output.ShouldContain(lab.Ids["spent"].ToString());
        await File.WriteAllTextAsync(path, "hello", Stop);
        using var foreign = AisleProcess.Start(data, ["verify", "--file", path]);
        await foreign.EndAsync(TimeSpan.FromMinutes(2));
        foreign.ExitCode.ShouldBe(2);
        foreign.Output.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("is no file that 'verify' knows");
    }

    [Fact]
    public async Task The_command_writes_a_file_that_was_not_there()
    {
        await using var lab = await ProofLab.EmptyAsync(cluster);
        await lab.BooksAsync(books => books.PostAsync(LedgerLab.Sale(), Stop));
        var path = Path.Combine(cluster.Scratch, "command.jsonl.gz");
        var parsed = LedgerCommands.Create(new Operations.Runner(lab.Services)).Parse(["export", path]);
        (await parsed.InvokeAsync(cancellationToken: Stop)).ShouldBe(0);
        (await CheckAsync(path)).ShouldNotBeNull().Results.SelectMany(result => result.Faults).ShouldBeEmpty();
        File.Exists(path + ".part").ShouldBeFalse();
        var fault = await Should.ThrowAsync<FaultException>(() => parsed.InvokeAsync(new System.CommandLine.InvocationConfiguration { EnableDefaultExceptionHandler = false }, Stop));
        fault.Message.ShouldContain("is there already");
    }

    [Fact]
    public async Task Books_that_nobody_has_opened_are_exported_and_proved_too()
    {
        await using var lab = await ProofLab.EmptyAsync(cluster);
        var path = Path.Combine(cluster.Scratch, "none.jsonl.gz");
        await using (var file = File.Create(path))
        {
            await lab.Services.GetRequiredService<LedgerExport>().WriteAsync(file, Stop);
        }

        (await CheckAsync(path)).ShouldNotBeNull().Results.SelectMany(result => result.Faults).ShouldBeEmpty();
    }

    private static Task<FileFindings?> CheckAsync(string path) => new LedgerFileProof().CheckAsync(path, TimeProvider.System, Stop);

    private static async Task<bool> IsAcceptedAsync(string path)
    {
        try
        {
            return await CheckAsync(path) is { } found && found.Results.All(result => result.Ok);
        }
        catch (FaultException)
        {
            return false;
        }
    }

    private static async Task RefusedAsync(string path, byte[] content, params string[] why)
    {
        await File.WriteAllBytesAsync(path, content, Stop);
        var fault = await Should.ThrowAsync<FaultException>(() => CheckAsync(path));
        why.ShouldContain(words => fault.Message.Contains(words, StringComparison.Ordinal), fault.Message);
        fault.Message.ShouldNotContain('\n');
    }

    private static async Task<List<string>> LinesAsync(string path)
    {
        await using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return [.. (await reader.ReadToEndAsync(Stop)).TrimEnd('\n').Split('\n')];
    }

    private static string KindOf(string line)
    {
        var json = JsonNode.Parse(line)!.AsObject();
        var (name, value) = json.First();
        return json.Count > 1 ? "head" : $"{name} {value?["kind"]}";
    }

    /// <summary>The line with one of its values changed, for each of them.</summary>
    private static IEnumerable<(string Field, string Changed)> Changes(string line)
    {
        var paths = new List<string>();
        Collect(JsonNode.Parse(line)!, paths);
        foreach (var path in paths)
        {
            var json = JsonNode.Parse(line)!;
            var node = Find(json, path);
            var value = node.GetValueKind() switch
            {
                System.Text.Json.JsonValueKind.String => JsonValue.Create(Other(node.GetValue<string>())),
                System.Text.Json.JsonValueKind.Number => JsonValue.Create(node.GetValue<long>() + 1),
                _ => JsonValue.Create(node.GetValueKind() == System.Text.Json.JsonValueKind.False),
            };
            node.ReplaceWith(value);
            yield return (path, Encoding.UTF8.GetString(CanonicalJson.Of(System.Text.Json.JsonSerializer.SerializeToElement(json))));
        }
    }

    private static string Other(string text) => text.Length == 0 ? "a" : (text[0] == '1' ? '2' : '1') + text[1..];

    private static void Collect(JsonNode node, List<string> paths)
    {
        foreach (var child in node is JsonObject json ? json.Select(pair => pair.Value!) : node is JsonArray array ? array.Select(item => item!) : [])
        {
            if (child is JsonValue)
            {
                paths.Add(child.GetPath());
            }

            Collect(child, paths);
        }
    }

    private static JsonNode Find(JsonNode root, string path)
    {
        var found = new List<JsonNode>();
        Walk(root);
        return found[0];

        void Walk(JsonNode node)
        {
            if (string.Equals(node.GetPath(), path, StringComparison.Ordinal))
            {
                found.Add(node);
            }

            foreach (var child in node is JsonObject json ? json.Select(pair => pair.Value!) : node is JsonArray array ? array.Select(item => item!) : [])
            {
                Walk(child);
            }
        }
    }

    /// <summary>With a last line that counts and hashes what is there; only its signature cannot be made.</summary>
    private static byte[] Ended(IReadOnlyList<string> lines)
    {
        var before = Encoding.UTF8.GetBytes(string.Join('\n', lines.SkipLast(1)) + "\n");
        var end = JsonNode.Parse(lines[^1])!["end"]!;
        end["lines"] = lines.Count - 1;
        end["sha256"] = Convert.ToHexStringLower(SHA256.HashData(before));
        return [.. before, .. Encoding.UTF8.GetBytes($"{{\"end\":{end.ToJsonString()}}}\n")];
    }

    private static Task WriteAsync(string path, byte[] content) => File.WriteAllBytesAsync(path, Packed(content), Stop);

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
