using System.Diagnostics;
using System.Globalization;
using System.Text;
using Aisle.FeatureTests.Messaging;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Aisle.Platform.Mail;
using Aisle.Platform.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Mail;

/// <summary>Mail from a unit of work to a server on a real socket, or into a folder, and everything that goes wrong between.</summary>
public sealed class MailTests(Cluster cluster) : IDisposable
{
    private const string Bangla = "আপনার অর্ডার ১২৩ পাওয়া গেছে, ধন্যবাদ! আমরা শিগগিরই পৌঁছে দেব";
    private const string Link = "https://shop.example/bn/confirm?code=abc%3D&x=1.2";

    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("aisle-mail-").FullName, "mail");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public async Task A_mail_arrives_once_with_its_headers_and_every_letter()
    {
        await using var server = SmtpServer.Start();
        await using var test = await StartAsync(server);
        var text = $"প্রিয় রহিমা,\n\n{Bangla}\n{Link}\n.\n..two dots\n😀";

        var id = await SendAsync(test, LetterOf(subject: Bangla, text: text, html: $"<p>{Bangla}</p>\n<a href=\"{Link}\">😀</a>"));
        await test.IdleAsync();

        var taken = server.Mails.ShouldHaveSingleItem();
        (taken.From, taken.To).ShouldBe(("shop@example.com", "Rahima.Begum@example.org"));
        taken.Data.ShouldAllBe(sign => sign < 128);
        taken.Data.Split("\r\n").ShouldAllBe(line => line.Length <= 998);
        var mail = new ReadMail(taken.Data);
        mail["Subject"].ShouldBe(Bangla);
        mail["From"].ShouldBe("দোকান <shop@example.com>");
        mail["To"].ShouldBe("Rahima.Begum@example.org");
        mail["Message-ID"].ShouldBe($"<{id:N}@example.com>");
        mail["Auto-Submitted"].ShouldBe("auto-generated");
        mail["MIME-Version"].ShouldBe("1.0");
        (TimeProvider.System.GetUtcNow() - DateTimeOffset.Parse(mail["Date"], CultureInfo.InvariantCulture)).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        mail["Content-Type"].ShouldStartWith("multipart/alternative");
        mail.Parts.Select(part => part["Content-Type"]).ShouldBe(["text/plain; charset=utf-8", "text/html; charset=utf-8"]);
        Lines(mail.Parts[0].Text).ShouldBe(text);
        Lines(mail.Parts[1].Text).ShouldContain($"<a href=\"{Link}\">😀</a>");
    }

    [Fact]
    public async Task Plain_english_stays_readable_on_the_wire_whatever_its_lines_begin_with()
    {
        await using var server = SmtpServer.Start();
        await using var test = await StartAsync(server);
        var text = $".\n.hidden\n..\nFrom here\n{new string('x', 3000)}\n= equals =3D\ntrailing \n\n{Link}";

        await SendAsync(test, LetterOf("Your order", text));
        await test.IdleAsync();

        var mail = new ReadMail(server.Mails.ShouldHaveSingleItem().Data);
        mail.Raw("Subject").ShouldBe("Your order");
        mail["Content-Type"].ShouldBe("text/plain; charset=utf-8");
        mail.Raw("Content-Transfer-Encoding").ShouldBe("quoted-printable");
        mail.Content.Split("\r\n").ShouldAllBe(line => line.Length <= 76);
        Lines(mail.Text).TrimEnd('\n').ShouldBe(text);
    }

    [Fact]
    public async Task What_was_rolled_back_is_sent_to_nobody_and_what_was_sent_is_forgotten()
    {
        await using var server = SmtpServer.Start();
        await using var test = await StartAsync(server);

        await SendAsync(test, LetterOf("One", "Never"), fails: true);
        await SendAsync(test, LetterOf("Two", "code=secret"));
        await test.IdleAsync();

        new ReadMail(server.Mails.ShouldHaveSingleItem().Data)["Subject"].ShouldBe("Two");
        var row = await test.ScalarAsync<string>("select string_agg(inbox::text, '') from platform.inbox");
        row.ShouldContain("R***@example.org");
        row.ShouldNotContain("secret");
        row.ShouldNotContain("Rahima");
    }

    [Fact]
    public async Task Who_was_killed_between_sending_and_saying_so_does_not_send_again()
    {
        await using var server = SmtpServer.Start();
        await using var test = await StartAsync(server);
        await SendAsync(test, LetterOf());
        await test.IdleAsync();

        await test.ExecuteAsync("update platform.inbox set handled_at = null, due_at = due_at - interval '1 hour'");
        test.Services.GetRequiredService<MessageBell>().Ring(Waiting.Anywhere);
        await test.IdleAsync();

        server.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_down_gets_the_mail_when_it_is_back()
    {
        var port = AisleProcess.FreePort();
        await using var test = await StartAsync(new MailOptions { Host = "localhost", Port = port, StartTls = false, From = "shop@example.com" }, attempts: 100);

        await SendAsync(test, LetterOf());
        await test.UntilAsync("select exists (select from platform.inbox where attempts >= 2 and fault is not null)");
        (await test.ScalarAsync<string>("select fault from platform.inbox where fault is not null")).ShouldContain("refused", Case.Insensitive);
        await using var server = SmtpServer.Start(port);
        await test.IdleAsync();

        server.Mails.Count.ShouldBe(1);
        (await test.ScalarAsync<bool>("select dead_at is null from platform.inbox")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("550 5.1.1 <Rahima.Begum@example.org>: no such user", true)]
    [InlineData("553 5.1.3 Strange address", true)]
    [InlineData("450 4.2.1 Too many mails for <rahima.begum@example.org>", false)]
    [InlineData("421 4.3.0 Later", false)]
    [InlineData("550 5.7.1 We do not relay for you", false)]
    public async Task A_recipient_that_is_refused_for_good_is_given_up_at_once_and_another_tried_again(string answer, bool isForGood)
    {
        await using var server = SmtpServer.Start();
        server.Answer = command => Task.FromResult(command.StartsWith("RCPT", StringComparison.Ordinal) ? answer : null);
        await using var test = await StartAsync(server);

        await SendAsync(test, LetterOf());
        await test.UntilAsync("select exists (select from platform.inbox where dead_at is not null)");

        var letter = (await test.Services.GetRequiredService<DeadLetters>().ListAsync(10, Stop)).ShouldHaveSingleItem();
        letter.Attempts.ShouldBe(isForGood ? 1 : 4);
        letter.Fault.ShouldContain(answer[4..9]);
        letter.Fault.ShouldContain("R***@example.org");
        letter.Fault.ShouldNotContain("Rahima.Begum", Case.Insensitive);
        server.Commands.Count(command => command.StartsWith("RCPT", StringComparison.Ordinal)).ShouldBe(isForGood ? 1 : 4);
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_password_is_tried_again_and_said()
    {
        await using var server = SmtpServer.Start(("shop", "right"));
        await using var test = await StartAsync(Options(server) with { User = "shop", Password = "wrong-secret" });

        await SendAsync(test, LetterOf());
        await test.UntilAsync("select exists (select from platform.inbox where dead_at is not null)");

        var letter = (await test.Services.GetRequiredService<DeadLetters>().ListAsync(10, Stop)).ShouldHaveSingleItem();
        letter.Attempts.ShouldBe(4);
        letter.Fault.ShouldContain("does not accept Aisle:Mail:User with this password");
        letter.Fault.ShouldNotContain("wrong-secret");
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_signs_in_is_known()
    {
        await using var server = SmtpServer.Start(("দোকান", "পাস=ওয়ার্ড"));
        await using var test = await StartAsync(Options(server) with { User = "দোকান", Password = "পাস=ওয়ার্ড" });

        await SendAsync(test, LetterOf());
        await test.IdleAsync();

        server.Mails.ShouldHaveSingleItem().User.ShouldBe("দোকান");
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("DATA")]
    [InlineData("BODY")]
    [InlineData(".")]
    public async Task A_connection_that_breaks_is_tried_again(string where)
    {
        await using var server = SmtpServer.Start();
        var breaks = 2;
        server.Answer = command => Task.FromResult(command.StartsWith(where, StringComparison.Ordinal) && Interlocked.Decrement(ref breaks) >= 0 ? SmtpServer.Drop : null);
        await using var test = await StartAsync(server);

        var id = await SendAsync(test, LetterOf());
        await test.IdleAsync();

        breaks.ShouldBe(-1, "the third time was the last one");
        // Where the server took it and the answer was lost, it comes again under the same name.
        server.Mails.Select(taken => new ReadMail(taken.Data)["Message-ID"]).Distinct().ShouldBe([$"<{id:N}@example.com>"]);
        server.Mails.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("EHLO")]
    [InlineData(".")]
    public async Task A_server_that_does_not_answer_is_left_after_the_time_limit(string where)
    {
        await using var server = SmtpServer.Start();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        server.Answer = async command =>
        {
            if (command.StartsWith(where, StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.Infinite, over.Token);
            }

            return null;
        };
        await using var test = await StartAsync(Options(server) with { TimeoutSeconds = 1 });

        var watch = Stopwatch.StartNew();
        await SendAsync(test, LetterOf());
        await test.UntilAsync("select exists (select from platform.inbox where fault is not null)");

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await test.ScalarAsync<string>("select fault from platform.inbox")).ShouldContain("within 1 seconds");
        await over.CancelAsync();
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_before_anything_is_said()
    {
        using var certificate = SmtpServer.SelfSigned();
        await using var server = SmtpServer.Start(certificate, ("shop", "secret"));
        await using var test = await StartAsync(Options(server) with { StartTls = true, User = "shop", Password = "secret" });

        await SendAsync(test, LetterOf());
        await test.UntilAsync("select exists (select from platform.inbox where fault is not null)");

        (await test.ScalarAsync<string>("select fault from platform.inbox")).ShouldContain("certificate", Case.Insensitive);
        server.Commands.ShouldNotContain(command => command.StartsWith("AUTH", StringComparison.Ordinal) || command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_does_not_offer_encryption_is_told_nothing()
    {
        await using var server = SmtpServer.Start(("shop", "secret"));
        await using var test = await StartAsync(Options(server) with { StartTls = true, User = "shop", Password = "secret" });

        await SendAsync(test, LetterOf());
        await test.UntilAsync("select exists (select from platform.inbox where fault is not null)");

        server.Commands.ShouldNotContain(command => command.StartsWith("AUTH", StringComparison.Ordinal) || command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    /// <summary>The whole program, because what a process trusts is settled when it starts.</summary>
    [Fact]
    public async Task The_program_sends_over_an_encrypted_connection_to_a_server_it_trusts()
    {
        using var certificate = SmtpServer.SelfSigned();
        await using var server = SmtpServer.Start(certificate, ("shop", "secret"));
        // This one only writes; the program sends.
        await using var test = await StartAsync(new MailOptions(), isWorker: false, isSender: false);
        var scratch = Path.GetDirectoryName(_folder)!;
        var trusted = Path.Combine(scratch, "trusted.pem");
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem(), Stop);
        await SendAsync(test, LetterOf(subject: Bangla));

        using var up = AisleProcess.Start(
            Path.Combine(scratch, "data"), ["up", "--empty"],
            ("AISLE_URL", $"http://127.0.0.1:{AisleProcess.FreePort()}"), ("Aisle__Database", test.ConnectionString), ("Aisle__Roles", "worker,mailer"), ("SSL_CERT_FILE", trusted),
            ("Aisle__Mail__Host", "localhost"), ("Aisle__Mail__Port", server.Port.ToString(CultureInfo.InvariantCulture)), ("Aisle__Mail__From", "shop@example.com"),
            ("Aisle__Mail__User", "shop"), ("Aisle__Mail__Password", "secret"));
        await up.SaysAsync("Ctrl-C stops it.");
        await test.IdleAsync();

        var taken = server.Mails.ShouldHaveSingleItem(up.Output);
        (taken.IsEncrypted, taken.User).ShouldBe((true, "shop"));
        new ReadMail(taken.Data)["Subject"].ShouldBe(Bangla);
        up.Output.ShouldContain($"Mail       localhost:{server.Port}\n");
        up.Output.ShouldContain("R***@example.org");
        up.Output.ShouldNotContain("Rahima");
        up.Signal("TERM");
        await up.EndAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task The_program_without_a_server_says_where_it_writes_mails()
    {
        await using var test = await StartAsync(new MailOptions(), isWorker: false, isSender: false);
        var data = Path.Combine(Path.GetDirectoryName(_folder)!, "data");
        var id = await SendAsync(test, LetterOf());

        using var up = AisleProcess.Start(data, ["up", "--empty"], ("AISLE_URL", $"http://127.0.0.1:{AisleProcess.FreePort()}"), ("Aisle__Database", test.ConnectionString));
        await up.SaysAsync("Ctrl-C stops it.");
        await test.IdleAsync();

        up.Output.ShouldContain($"Mail       {data}/mail/*.eml (sent to nobody; Aisle__Mail__Host names a server)\n");
        Directory.GetFiles(Path.Combine(data, "mail")).ShouldHaveSingleItem().ShouldEndWith($"{id:N}.eml");
        up.Signal("TERM");
        await up.EndAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Without_a_server_a_mail_is_a_file_that_only_its_owner_reads()
    {
        await using var test = await StartAsync(new MailOptions());

        var first = await SendAsync(test, LetterOf(subject: Bangla, text: $"{Bangla}\n.\n{Link}", html: "<p>😀</p>"));
        await SendAsync(test, LetterOf(subject: "Long", text: string.Concat(Enumerable.Repeat(Bangla, 50))));
        await test.IdleAsync();

        var files = Directory.GetFileSystemEntries(_folder).Order(StringComparer.Ordinal).ToList();
        files.Count.ShouldBe(2);
        Path.GetFileName(files[0]).ShouldMatch(@"^\d{8}T\d{6}Z-[0-9a-f]{32}\.eml$");
        files.ShouldContain(file => file.EndsWith($"-{first:N}.eml", StringComparison.Ordinal));
        File.GetUnixFileMode(files[0]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(_folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var raw = await File.ReadAllTextAsync(files.Single(file => file.Contains($"{first:N}", StringComparison.Ordinal)), Encoding.UTF8, Stop);
        raw.ShouldContain(Link, customMessage: "a person follows the link in it");
        var mail = await ReadAsync(files.Single(file => file.Contains($"{first:N}", StringComparison.Ordinal)));
        mail["Subject"].ShouldBe(Bangla);
        mail["From"].ShouldContain("<shop@aisle.invalid>");
        Lines(mail.Parts[0].Text).TrimEnd('\n').ShouldBe($"{Bangla}\n.\n{Link}");
        Lines(mail.Parts[1].Text).TrimEnd('\n').ShouldBe("<p>😀</p>");
        var other = await ReadAsync(files.Single(file => !file.Contains($"{first:N}", StringComparison.Ordinal)));
        Lines(other.Text).TrimEnd('\n').ShouldBe(string.Concat(Enumerable.Repeat(Bangla, 50)));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_tried_again()
    {
        await File.WriteAllTextAsync(_folder, "in the way", Stop);
        await using var test = await StartAsync(new MailOptions(), attempts: 100);

        await SendAsync(test, LetterOf());
        await test.UntilAsync("select exists (select from platform.inbox where fault is not null)");
        File.Delete(_folder);
        await test.IdleAsync();

        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Only_a_mailer_sends_what_any_relay_puts_down()
    {
        await using var test = await StartAsync(new MailOptions(), isSender: false);

        await SendAsync(test, LetterOf());
        await test.UntilAsync("select exists (select from platform.inbox)");
        await Task.Delay(100, Stop);
        (await test.ScalarAsync<int>("select attempts from platform.inbox")).ShouldBe(0);
        await test.AddAsync(isWorker: true, services => services.AddMail(new MailOptions(), _folder, isSender: true));
        await test.IdleAsync();

        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("Hello\r\nBcc: everybody@example.com", "text", "<p>html</p>", "mail.subject")]
    [InlineData("Hello\nthere", "text", null, "mail.subject")]
    [InlineData("Hello\0", "text", null, "mail.subject")]
    [InlineData("Hello\u2028there", "text", null, "mail.subject")]
    [InlineData("Hello\u0085there", "text", null, "mail.subject")]
    [InlineData(" ", "text", null, "mail.subject")]
    [InlineData("Hello", "te\0xt", null, "mail.text")]
    [InlineData("Hello", "", null, "mail.text")]
    [InlineData("Hello", "text", "\u0001", "mail.html")]
    [InlineData("Hello", "text", " ", "mail.html")]
    public void What_could_be_another_header_is_refused_before_it_is_queued(string subject, string text, string? html, string code) =>
        Letter.Create(EmailAddress.Parse("a@example.com").Value, subject, text, html).Errors.ShouldHaveSingleItem().Code.ShouldBe(code);

    [Fact]
    public void All_that_is_wrong_with_a_mail_is_told_at_once()
    {
        Letter.Create(default, new string('x', 201), "half a pair " + (char)0xD83C, new string('x', 200_001)).Errors.Select(error => error.Code)
            .ShouldBe(["mail.recipient", "mail.subject", "mail.text", "mail.html"]);
        LetterOf(text: "secret").ToString().ShouldBe("Mail to R***@example.org");
    }

    [Fact]
    public void All_that_is_wrong_with_the_settings_is_told_at_once_and_never_the_password()
    {
        var told = Should.Throw<FaultException>(() => Cluster.Settings(
            ("Aisle:Mail:Host", "smtp.example.com/x"), ("Aisle:Mail:Port", "465"), ("Aisle:Mail:From", "nobody"), ("Aisle:Mail:FromName", "a\r\nb"), ("Aisle:Mail:Password", "secret"),
            ("Aisle:Mail:TimeoutSeconds", "91"), ("Aisle:Roles", "mailer"))).Message;

        told.Split(Environment.NewLine).Length.ShouldBe(7, told);
        told.ShouldNotContain("secret");
        Should.Throw<FaultException>(() => Cluster.Settings(("Aisle:Mail:Host", "smtp.example.com"))).Message.ShouldContain("Aisle:Mail:From");
        Should.Throw<FaultException>(() => Cluster.Settings(("Aisle:Mail:Port", "many"))).Message.ShouldContain("Aisle:Mail");
        Should.Throw<FaultException>(() => Cluster.Settings(
            ("Aisle:Mail:Host", "smtp.example.com"), ("Aisle:Mail:From", "a@example.com"), ("Aisle:Mail:User", "a"), ("Aisle:Mail:Password", "secret"), ("Aisle:Mail:StartTls", "false")))
            .Message.ShouldContain("StartTls");
        Cluster.Settings(("Aisle:Mail:Host", "localhost"), ("Aisle:Mail:From", "a@example.com"), ("Aisle:Mail:User", "a"), ("Aisle:Mail:Password", "secret"), ("Aisle:Mail:StartTls", "false"))
            .Mail.ToString().ShouldBe("localhost:587");
    }

    private static string Lines(string text) => text.ReplaceLineEndings("\n");

    private static async Task<ReadMail> ReadAsync(string path) => new(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path, Stop)));

    private static Letter LetterOf(string subject = "Hello", string text = "Text", string? html = null) =>
        Letter.Create(EmailAddress.Parse("Rahima.Begum@example.org").Value, subject, text, html).Value;

    private static MailOptions Options(SmtpServer server) =>
        new() { Host = "localhost", Port = server.Port, StartTls = false, From = "shop@example.com", FromName = "দোকান", TimeoutSeconds = 20 };

    private static async Task<Guid> SendAsync(MessageHost test, Letter letter, bool fails = false)
    {
        await using var scope = test.Services.CreateAsyncScope();
        var (work, mailer) = (scope.ServiceProvider.GetRequiredService<UnitOfWork>(), scope.ServiceProvider.GetRequiredService<Mailer>());
        var id = Guid.Empty;
        await work.RunAsync(_ =>
        {
            id = mailer.Send(letter);
            return Task.FromResult<Result<int>>(fails ? Error.Conflict("test.no", "No.") : 1);
        }, Stop);
        return id;
    }

    private Task<MessageHost> StartAsync(SmtpServer server) => StartAsync(Options(server));

    private Task<MessageHost> StartAsync(MailOptions options, int attempts = 4, bool isWorker = true, bool isSender = true)
    {
        options.Faults().ShouldBeEmpty();
        return MessageHost.StartAsync(cluster, isWorker: isWorker, adjust: services => services
            .AddSingleton(new MessagingOptions { FirstDelay = TimeSpan.FromMilliseconds(10), LongestDelay = TimeSpan.FromMilliseconds(100), MostAttempts = attempts, Poll = TimeSpan.FromSeconds(10) })
            .AddMail(options, _folder, isSender));
    }
}
