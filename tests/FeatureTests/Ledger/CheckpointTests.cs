using Aisle.FeatureTests.Support;
using Aisle.Modules.Ledger;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Platform.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Ledger;

/// <summary>The head of the chain is signed, outside of the database first, whatever happens in between.</summary>
public sealed class CheckpointTests(Cluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_new_is_signed_and_nothing_twice()
    {
        await using var lab = await ProofLab.EmptyAsync(cluster);
        (await lab.SignAsync()).ShouldBeFalse("there is nothing to sign");
        await PostAsync(lab);
        var signer = lab.Services.GetRequiredService<CheckpointSigner>();
        (await signer.SignAsync(now: false, Stop)).ShouldBeTrue("nothing was ever signed");
        (await lab.SignAsync()).ShouldBeFalse("nothing is new");
        await PostAsync(lab);
        (await signer.SignAsync(now: false, Stop)).ShouldBeFalse("it is not due");
        (await lab.SignAsync()).ShouldBeTrue();

        var folder = lab.Services.GetRequiredService<CheckpointFolder>();
        var outside = folder.Newest();
        outside.Count.ShouldBe(2);
        outside.ShouldAllBe(checkpoint => checkpoint.IsSignedBy(folder.Key()));
        (await lab.ScalarAsync<string>("select string_agg(sequence || ' ' || encode(chain, 'hex'), ',' order by sequence) from ledger.checkpoint"))
            .ShouldBe(string.Join(',', outside.Select(checkpoint => $"{checkpoint.Sequence} {Convert.ToHexStringLower(checkpoint.Chain)}")));
        File.GetUnixFileMode(Path.Combine(folder.Folder, "signing-key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(folder.Folder).Select(Path.GetFileName).ShouldBe(["checkpoints.jsonl", "keys.json", "signing-key"], ignoreOrder: true);
        File.ReadAllText(Path.Combine(folder.Folder, "keys.json")).ShouldNotContain("\"d\"");
        (await lab.VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task A_thousand_new_links_are_signed_before_a_minute_is_over()
    {
        await using var lab = await ProofLab.EmptyAsync(cluster);
        await PostAsync(lab);
        (await lab.SignAsync()).ShouldBeTrue();
        await lab.BooksAsync(books => books.PostAsync([.. Enumerable.Range(0, 1_000).Select(_ => LedgerLab.Sale())], Stop));
        await lab.SealAsync();
        (await lab.Services.GetRequiredService<CheckpointSigner>().SignAsync(now: false, Stop)).ShouldBeTrue();
        (await lab.VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task A_kill_between_file_and_table_is_mended_and_so_is_one_in_the_middle_of_a_line()
    {
        await using var lab = await ProofLab.EmptyAsync(cluster);
        await PostAsync(lab);
        (await lab.SignAsync()).ShouldBeTrue();
        await PostAsync(lab);

        // Killed after the file was written.
        var folder = lab.Services.GetRequiredService<CheckpointFolder>();
        var chain = await lab.ScalarAsync<byte[]>("select chain from ledger.seal order by sequence desc limit 1");
        var head = await lab.ScalarAsync<long>("select max(sequence) from ledger.seal");
        folder.Append(Checkpoint.Sign(head, chain, TimeProvider.System.GetUtcNow(), folder.Key()));
        (await lab.VerifyAsync()).Results.SelectMany(result => result.Faults).ShouldBeEmpty("it is on its way");
        (await lab.SignAsync()).ShouldBeFalse("it is signed already");
        (await lab.ScalarAsync<long>("select max(sequence) from ledger.checkpoint")).ShouldBe(head);

        // Killed while the file was written: half a line is none.
        await File.AppendAllTextAsync(folder.CheckpointFile, "{\"chain\":\"00", Stop);
        (await lab.VerifyAsync()).Ok.ShouldBeTrue();
        await PostAsync(lab);
        (await lab.SignAsync()).ShouldBeTrue();
        folder.Newest().Count.ShouldBe(3);
        (await lab.VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Two_signers_at_once_sign_once()
    {
        await using var lab = await ProofLab.EmptyAsync(cluster);
        await PostAsync(lab);
        var signed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(lab.SignAsync)));
        signed.Count(done => done).ShouldBe(1);
        lab.Services.GetRequiredService<CheckpointFolder>().Newest().Count.ShouldBe(1);
        (await lab.VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Hosts_that_share_the_database_and_no_folder_know_each_others_keys()
    {
        await using var lab = await ProofLab.EmptyAsync(cluster);
        await PostAsync(lab);
        (await lab.SignAsync()).ShouldBeTrue();
        using var key = Es256Key.Create();
        var elsewhere = Path.Combine(cluster.Scratch, "ledger", "elsewhere");
        var (app, http) = await ShopHost.StartAsync(
            cluster, lab.ConnectionString, ("Aisle:Ledger:Checkpoints", elsewhere), ("Aisle:Ledger:SigningKey", Convert.ToBase64String(key.PrivateBytes())));
        await PostAsync(lab);
        await Eventually.IsAsync(async () => await lab.ScalarAsync<long>("select count(*) from ledger.tail") == 0);
        // At its end the other host signs what is new.
        http.Dispose();
        await app.StopAsync(Stop);
        (await app.Services.GetRequiredService<Aisle.Platform.Verify.Verifier>().RunAsync(null, null, null, Stop)).Results.SelectMany(result => result.Faults).ShouldBeEmpty();
        await app.DisposeAsync();

        (await lab.ScalarAsync<string>("select key_id from ledger.checkpoint order by sequence desc limit 1")).ShouldBe(key.Id);
        File.Exists(Path.Combine(elsewhere, "signing-key")).ShouldBeFalse("the environment has the key");
        (await lab.VerifyAsync()).Results.SelectMany(result => result.Faults).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_of_checkpoints_that_was_changed_or_is_of_other_books_is_red()
    {
        await using var lab = await ProofLab.EmptyAsync(cluster);
        await PostAsync(lab);
        (await lab.SignAsync()).ShouldBeTrue();
        var folder = lab.Services.GetRequiredService<CheckpointFolder>();
        var right = await File.ReadAllTextAsync(folder.CheckpointFile, Stop);
        using var stranger = Es256Key.Create();
        var one = folder.Newest()[0];
        foreach (var (wrong, why) in ((string, string)[])
            [
                (right.Replace("\"signed\":\"2", "\"signed\":\"1", StringComparison.Ordinal), "The signature of the checkpoint outside"),
                ("nonsense\n" + right, "cannot be read"),
                (right + Checkpoint.Sign(one.Sequence + 100, one.Chain, one.SignedAt, folder.Key()).Line() + "\n", "The chain has been cut"),
                (Checkpoint.Sign(one.Sequence, new byte[32], one.SignedAt, folder.Key()).Line() + "\n", "made anew"),
                (Checkpoint.Sign(one.Sequence, one.Chain, one.SignedAt, stranger).Line() + "\n", "a key that nobody knows"),
                (right + right, "is there twice"),
            ])
        {
            await File.WriteAllTextAsync(folder.CheckpointFile, wrong, Stop);
            (await lab.VerifyAsync()).Results.SelectMany(result => result.Faults).ShouldContain(fault => fault.Contains(why, StringComparison.Ordinal), why);
        }

        await File.WriteAllTextAsync(folder.CheckpointFile, right, Stop);
        (await lab.VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task A_chain_that_was_cut_is_not_signed_again()
    {
        await using var lab = await ProofLab.EmptyAsync(cluster);
        await PostAsync(lab);
        (await lab.SignAsync()).ShouldBeTrue();
        await lab.UnguardAsync();
        await lab.ExecuteAsync("""
            delete from ledger.seal where sequence = (select max(sequence) from ledger.seal);
            delete from ledger.checkpoint
            """);
        (await lab.SignAsync()).ShouldBeFalse();
        (await lab.VerifyAsync()).Results.SelectMany(result => result.Faults).ShouldContain(fault => fault.StartsWith("The chain has been cut", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_said_wrongly_of_folder_and_key_is_told_and_the_key_is_not()
    {
        var faults = new LedgerOptions { Checkpoints = "ledger", SigningKey = "c2VjcmV0" }.Faults().ToList();
        faults.Count.ShouldBe(2);
        faults[0].ShouldContain("'ledger'");
        faults[1].ShouldNotContain("c2VjcmV0");
        using var key = Es256Key.Create();
        new LedgerOptions { Checkpoints = "/var/lib/aisle/ledger", SigningKey = Convert.ToBase64String(key.PrivateBytes()) }.Faults().ShouldBeEmpty();
    }

    private static async Task PostAsync(ProofLab lab)
    {
        await lab.BooksAsync(books => books.PostAsync(LedgerLab.Sale(), Stop));
        await lab.SealAsync();
    }
}
