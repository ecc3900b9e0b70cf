using System.Collections.Concurrent;
using System.Text;
using Aisle.FeatureTests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aisle.FeatureTests.Platform;

/// <summary>A card number that comes in anywhere does not come out: not in logs, not in the audit, not in problem answers.</summary>
public sealed class CardNumberTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Card = "4111111111111111";
    private const string Grouped = "4111 1111 1111 1111";

    [Fact]
    public async Task A_card_number_in_any_input_stands_in_no_log_no_audit_and_no_problem()
    {
        using var log = new AllLog();
        var connection = await shop.Cluster.CopyAsync();
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, connection, services =>
        {
            services.AddSingleton<ILoggerProvider>(log);
            services.Configure<LoggerFilterOptions>(filter =>
            {
                filter.Rules.Clear();
                filter.MinLevel = LogLevel.Trace;
            });
        });
        await using (app)
        {
            var owner = await http.TokenAsync("owner");
            var problems = new StringBuilder();
            foreach (var card in (string[])[Card, Grouped, "4111-1111-1111-1111"])
            {
                var escaped = Uri.EscapeDataString(card);
                foreach (var (method, path, body) in ((string, string, object?)[])
                    [
                        ("GET", $"/api/v1/products/{escaped}", null), ("GET", $"/api/v1/products?q={escaped}", null), ("GET", $"/api/v1/products?{escaped}=1", null), ("GET", $"/api/v1/products?limit={escaped}", null), ("GET", $"/{escaped}", null),
                        ("POST", "/api/v1/suppliers", new { code = "CARD", name = $"Paid by {card}", phone = card }), ("POST", "/api/v1/suppliers", $"{{\"{card}\":1}}"), ("POST", "/api/v1/suppliers", $"{{\"code\":{Card}}}"), ("POST", "/api/v1/suppliers", card),
                        ("POST", "/api/v1/auth/login", new { email = card, password = card }), ("POST", "/api/v1/auth/login", new { email = $"{Card}@example.com", password = card }),
                        ("POST", "/api/v1/views", new { list = "users", name = card, query = "q=" + card }), ("POST", "/api/v1/roles", new { code = "c" + Card, name = new { en = card, bn = card }, permissions = new[] { card } }),
                    ])
                {
                    var answer = await http.SendAsync(method, path, body, path.Contains("/auth/", StringComparison.Ordinal) ? null : owner, ("X-Card", card), ("Referer", $"http://shop.example/?{escaped}"), ("Cookie", $"card={Card}"), ("User-Agent", Card));
                    if (answer.Status >= 400)
                    {
                        problems.AppendLine(answer.Text);
                    }
                }
            }

            (await http.SendAsync("POST", "/api/v1/suppliers", new { code = "CARD1", name = $"Paid by {Grouped}" }, owner)).Is(201);
            problems.Length.ShouldBeGreaterThan(500);
            Leaks(problems.ToString()).ShouldBeFalse(problems.ToString());
            var audit = await TextAsync(connection, "select coalesce(string_agg(concat_ws(' ', actor_name, action, subject_id, subject_name, before::text, after::text), E'\\n'), '') from platform.audit where subject_type = 'purchasing.supplier'");
            audit.ShouldContain("411111");
            Leaks(audit).ShouldBeFalse(audit);
            Leaks(await TextAsync(connection, "select coalesce(string_agg(concat_ws(' ', actor_name, action, subject_id, subject_name, before::text, after::text), E'\\n'), '') from platform.audit")).ShouldBeFalse();
            http.Dispose();
            await app.StopAsync(TestContext.Current.CancellationToken);
        }

        var said = string.Join('\n', log.Lines);
        said.ShouldContain("411111******1111", Case.Sensitive, "the requests were logged");
        foreach (var line in log.Lines)
        {
            Leaks(line).ShouldBeFalse(line);
        }
    }

    private static bool Leaks(string text) => new string([.. text.Where(letter => letter is not (' ' or '-' or '+'))]).Replace("%20", "", StringComparison.Ordinal).Contains(Card, StringComparison.Ordinal);

    private static async Task<string> TextAsync(string connection, string sql)
    {
        await using var database = new Npgsql.NpgsqlConnection(connection);
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new Npgsql.NpgsqlCommand(sql, database);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Keeps everything that is logged, with its values and exceptions.</summary>
    private sealed class AllLog : ILoggerProvider
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(this);

        public void Dispose()
        {
        }

        private sealed class Logger(AllLog log) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull
            {
                log.Lines.Enqueue("scope " + state);
                return null;
            }

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                log.Lines.Enqueue($"{formatter(state, exception)} {string.Join(' ', state as IEnumerable<KeyValuePair<string, object?>> ?? [])} {exception}");
        }
    }
}
