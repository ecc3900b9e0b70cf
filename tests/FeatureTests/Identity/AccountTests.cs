using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Identity;

/// <summary>Registering, confirming, logging in, forgetting: the life of an account.</summary>
public sealed class AccountTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Password = "nodir-tire-bashi";
    private static int _next;

    [Fact]
    public async Task An_account_is_made_confirmed_used_and_left()
    {
        var email = await RegisterAsync();
        (await shop.Http.LoginAsync(email, Password)).Is(403).Code.ShouldBe("login.unconfirmed");
        await shop.MailToAsync(email, count: 2);

        (await ConfirmAsync(await shop.TicketToAsync(email))).Is(204);
        var login = (await shop.Http.LoginAsync(email.ToUpperInvariant(), Password)).Is(200);
        login["status"].ShouldBe("done");
        login["expiresIn"].ShouldBe("600");
        login.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var token = login["accessToken"];

        var me = (await shop.Http.SendAsync("GET", "/api/v1/me", token: token)).Is(200);
        me["email"].ShouldBe(email);
        me["name"].ShouldBe("Nodi");
        me.Json.GetProperty("permissions").GetArrayLength().ShouldBe(0);
        (await shop.Http.SendAsync("POST", "/api/v1/auth/logout", token: token)).Is(204);
        (await shop.Http.SendAsync("GET", "/api/v1/me", token: token)).Is(401);
        (await shop.Http.SendAsync("POST", "/api/v1/auth/refresh", new { refreshToken = login["refreshToken"] })).Is(401);
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where actor_id = '{me["id"]}' and action in ('identity.session.open', 'identity.session.end')")).ShouldBe(2);
    }

    [Fact]
    public async Task Every_fault_of_a_registration_is_told_at_once_and_nothing_is_made()
    {
        var before = await UsersAsync();

        var answer = (await shop.Http.SendAsync("POST", "/api/v1/auth/register", new { email = "no address", name = " ", password = "short", language = "xx", isAdmin = true })).Is(400);
        answer.Codes.ShouldBe(["body.unknown"], "what is nobody's member is told before anything is looked at");
        answer = (await shop.Http.SendAsync("POST", "/api/v1/auth/register", new { email = "no address", name = " ", password = "short", language = "xx" })).Is(400);
        answer.Codes.ShouldBe(["email.format", "text.required", "language.unknown", "password.length"], ignoreOrder: true);
        (await shop.Http.SendAsync("POST", "/api/v1/auth/register", new { email = 1, password = (string?)null })).Is(400).Codes.ShouldBe(["body.type", "body.required", "body.required"], ignoreOrder: true);
        (await UsersAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Nobody_learns_whether_an_address_has_an_account()
    {
        var email = await ConfirmedAsync();
        var other = $"nobody{Interlocked.Increment(ref _next)}@example.com";

        var (again, fresh) = (await RegisterAsync(email), await RegisterAsync(other));
        again.ShouldBe(email);
        fresh.ShouldBe(other);
        (await shop.MailToAsync(email, count: 2)).ShouldContain("already have an account");
        var before = await shop.ScalarAsync<string>($"select password_hash from identity.user_account where email_folded = '{email}'");
        (await shop.Http.LoginAsync(email, Password)).Is(200);
        (await shop.ScalarAsync<string>($"select password_hash from identity.user_account where email_folded = '{email}'")).ShouldBe(before, "a stranger who registers it again changes nothing");

        var (wrong, unknown) = (await shop.Http.LoginAsync(email, "wrong password 1"), await shop.Http.LoginAsync("nobody@example.net", "wrong password 1"));
        (wrong.Status, wrong.Code, wrong["title"]).ShouldBe((unknown.Status, unknown.Code, unknown["title"]));
        wrong.Is(401).Code.ShouldBe("login.failed");
        (await shop.Http.SendAsync("POST", "/api/v1/auth/password/forgot", new { email })).Is(204);
        (await shop.Http.SendAsync("POST", "/api/v1/auth/password/forgot", new { email = "nobody@example.net" })).Is(204);
    }

    [Fact]
    public async Task A_link_is_good_once_also_when_it_is_followed_by_many_at_once()
    {
        var email = await ConfirmedAsync();
        var stolen = (await shop.Http.LoginAsync(email, Password)).Is(200)["accessToken"];
        (await shop.Http.SendAsync("POST", "/api/v1/auth/password/forgot", new { email })).Is(204);
        await shop.MailToAsync(email, count: 2);
        var ticket = await shop.TicketToAsync(email);

        (await shop.Http.SendAsync("POST", "/api/v1/auth/password/reset", new { token = ticket, password = "short" })).Is(400).Codes.ShouldBe(["password.length"], "and the link is still good");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => shop.Http.SendAsync("POST", "/api/v1/auth/password/reset", new { token = ticket, password = $"megh-brishti-rod-{number}" })));

        answers.Count(answer => answer.Status == 204).ShouldBe(1);
        answers.Where(answer => answer.Status != 204).ShouldAllBe(answer => answer.Status == 400 && answer.Code == "request.invalid");
        var winner = Array.FindIndex(answers, answer => answer.Status == 204);
        (await shop.Http.LoginAsync(email, $"megh-brishti-rod-{winner}")).Is(200);
        (await shop.Http.LoginAsync(email, Password)).Is(401);
        (await shop.Http.SendAsync("GET", "/api/v1/me", token: stolen)).Is(401);
        (await shop.MailToAsync(email, count: 3)).ShouldContain("was just changed");
    }

    [Fact]
    public async Task A_ticket_is_good_for_its_purpose_only()
    {
        var email = await RegisterAsync();
        var ticket = await shop.TicketToAsync(email);

        (await shop.Http.SendAsync("POST", "/api/v1/auth/password/reset", new { token = ticket, password = "megh-brishti-rod-1" })).Is(400);
        (await shop.Http.SendAsync("POST", "/api/v1/auth/welcome", new { token = ticket, password = "megh-brishti-rod-1" })).Is(400);
        (await shop.Http.SendAsync("POST", "/api/v1/auth/login/second-factor", new { challenge = ticket, code = "000000" })).Is(401);
        (await ConfirmAsync(ticket)).Is(204);
        (await ConfirmAsync(ticket)).Is(400);
        foreach (var wrong in (string[])["", "x", new string('a', 43), new string('a', 100_000), "' or 1=1 --"])
        {
            (await ConfirmAsync(wrong)).Is(400);
        }
    }

    [Fact]
    public async Task A_changed_password_ends_every_other_session()
    {
        var email = await ConfirmedAsync();
        var here = (await shop.Http.LoginAsync(email, Password)).Is(200)["accessToken"];
        var there = (await shop.Http.LoginAsync(email, Password)).Is(200)["accessToken"];

        (await shop.Http.SendAsync("POST", "/api/v1/me/password", new { current = "not this one", password = "megh-brishti-rod" }, here)).Is(400).Codes.ShouldBe(["password.wrong"]);
        (await shop.Http.SendAsync("GET", "/api/v1/me", token: there)).Is(200);
        (await shop.Http.SendAsync("POST", "/api/v1/me/password", new { current = Password, password = "megh-brishti-rod" }, here)).Is(204);

        (await shop.Http.SendAsync("GET", "/api/v1/me", token: here)).Is(200);
        (await shop.Http.SendAsync("GET", "/api/v1/me", token: there)).Is(401);
        (await shop.Http.LoginAsync(email, Password)).Is(401);
    }

    [Fact]
    public async Task One_sees_and_ends_ones_own_sessions_and_nobody_elses()
    {
        var (one, other) = (await ConfirmedAsync(), await ConfirmedAsync());
        var mine = (await shop.Http.LoginAsync(one, Password)).Is(200)["accessToken"];
        var phone = (await shop.Http.SendAsync("POST", "/api/v1/auth/login", new { email = one, password = Password }, headers: ("User-Agent", "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"))).Is(200)["accessToken"];
        var stranger = (await shop.Http.LoginAsync(other, Password)).Is(200)["accessToken"];

        var sessions = (await shop.Http.SendAsync("GET", "/api/v1/me/sessions", token: mine)).Is(200).Json.GetProperty("sessions").EnumerateArray().ToList();
        sessions.Count.ShouldBe(2);
        var onPhone = sessions.Single(session => !session.GetProperty("isCurrent").GetBoolean());
        onPhone.GetProperty("device").GetString().ShouldBe("Chrome, Android");
        var id = onPhone.GetProperty("id").GetString();

        (await shop.Http.SendAsync("DELETE", $"/api/v1/me/sessions/{id}", token: stranger)).Is(404);
        (await shop.Http.SendAsync("GET", "/api/v1/me", token: phone)).Is(200);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/me/sessions/{id}", token: mine)).Is(204);
        (await shop.Http.SendAsync("GET", "/api/v1/me", token: phone)).Is(401);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/me/sessions/{id}", token: mine)).Is(404);
        (await shop.Http.SendAsync("DELETE", "/api/v1/me/sessions", token: mine)).Is(204);
        (await shop.Http.SendAsync("GET", "/api/v1/me", token: mine)).Is(200);
    }

    [Fact]
    public async Task A_profile_is_edited_on_the_version_that_was_read()
    {
        var email = await ConfirmedAsync();
        var token = (await shop.Http.LoginAsync(email, Password)).Is(200)["accessToken"];
        var tag = (await shop.Http.SendAsync("GET", "/api/v1/me", token: token)).Is(200).Headers.ETag!.ToString();
        var body = new { name = "নদী <script>alert(1)</script>", language = "bn", email };

        (await shop.Http.SendAsync("PUT", "/api/v1/me", body, token)).Is(428);
        (await shop.Http.SendAsync("PUT", "/api/v1/me", body, token, ("If-Match", "*"))).Is(400);
        (await shop.Http.SendAsync("PUT", "/api/v1/me", body, token, ("If-Match", "\"999\""))).Is(412);
        var saved = (await shop.Http.SendAsync("PUT", "/api/v1/me", body, token, ("If-Match", tag))).Is(200);
        saved["name"].ShouldBe(body.name);
        saved.Headers.ETag!.ToString().ShouldNotBe(tag);
        (await shop.Http.SendAsync("PUT", "/api/v1/me", body with { name = "Late" }, token, ("If-Match", tag))).Is(412);
        (await shop.Http.SendAsync("GET", "/api/v1/me", token: token)).Is(200)["name"].ShouldBe(body.name);
    }

    [Fact]
    public async Task A_new_address_counts_when_its_own_link_was_followed()
    {
        var (email, next) = (await ConfirmedAsync(), $"next{Interlocked.Increment(ref _next)}@example.com");
        var token = (await shop.Http.LoginAsync(email, Password)).Is(200)["accessToken"];
        var tag = (await shop.Http.SendAsync("GET", "/api/v1/me", token: token)).Is(200).Headers.ETag!.ToString();

        (await shop.Http.SendAsync("PUT", "/api/v1/me", new { name = "Nodi", language = "en", email = next }, token, ("If-Match", tag))).Is(200)["email"].ShouldBe(email);
        (await ConfirmAsync(await shop.TicketToAsync(next))).Is(204);

        (await shop.Http.LoginAsync(email, Password)).Is(401);
        (await shop.Http.LoginAsync(next, Password)).Is(200);
    }

    [Fact]
    public async Task A_post_sent_twice_with_one_key_is_done_once()
    {
        var email = $"twice{Interlocked.Increment(ref _next)}@example.com";
        var body = new { email, name = "Nodi", password = Password };
        var key = ("Idempotency-Key", "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f00aa");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => shop.Http.SendAsync("POST", "/api/v1/auth/register", body, headers: key)));
        answers.ShouldAllBe(answer => answer.Status == 200 || (answer.Status == 409 && answer.Code == "idempotency.in_flight"));
        (await shop.Http.SendAsync("POST", "/api/v1/auth/register", body, headers: key)).Is(200);
        (await shop.Http.SendAsync("POST", "/api/v1/auth/register", body with { name = "Other" }, headers: key)).Is(422).Code.ShouldBe("idempotency.contradiction");
        (await shop.Http.SendAsync("POST", "/api/v1/auth/register", body, headers: ("Idempotency-Key", "short"))).Is(400);
        (await shop.ScalarAsync<long>($"select count(*) from identity.ticket join identity.user_account account on account.id = user_id where email_folded = '{email}'")).ShouldBe(1);
        (await shop.ScalarAsync<string>($"select name from identity.user_account where email_folded = '{email}'")).ShouldBe("Nodi");
        (await shop.ScalarAsync<bool>("select bool_or(position('confirmEmail'::bytea in body) > 0) from platform.idempotency")).ShouldBeFalse("kept answers are sealed");
    }

    private async Task<string> RegisterAsync(string? email = null)
    {
        email ??= $"nodi{Interlocked.Increment(ref _next)}@example.com";
        (await shop.Http.SendAsync("POST", "/api/v1/auth/register", new { email, name = "Nodi", password = Password })).Is(200)["status"].ShouldBe("confirmEmail");
        return email;
    }

    private async Task<string> ConfirmedAsync()
    {
        var email = await RegisterAsync();
        (await ConfirmAsync(await shop.TicketToAsync(email))).Is(204);
        return email;
    }

    private Task<Answer> ConfirmAsync(string token) => shop.Http.SendAsync("POST", "/api/v1/auth/email/confirm", new { token });

    private Task<long> UsersAsync() => shop.ScalarAsync<long>("select count(*) from identity.user_account");
}
