using Aisle.Platform.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aisle.Platform.Telemetry;

/// <summary>Takes card numbers out of everything that is logged, whoever logs it and wherever it goes.</summary>
public static class MaskedLogs
{
    /// <summary>Puts the masking before all log providers, those registered later too.</summary>
    public static void AddMaskedLogs(this IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(provider => new MaskingFactory(new LoggerFactory(
        provider.GetServices<ILoggerProvider>(), provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(), provider.GetService<IOptions<LoggerFactoryOptions>>(), provider.GetService<IExternalScopeProvider>()))));

    private sealed class MaskingFactory(LoggerFactory factory) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => factory.AddProvider(provider);

        public ILogger CreateLogger(string categoryName) => new MaskingLogger(factory.CreateLogger(categoryName));

        public void Dispose() => factory.Dispose();
    }

    private sealed class MaskingLogger(ILogger logger) : ILogger
    {
        // Each request is a scope, and few are ever written out: it is looked through when it is.
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => logger.BeginScope(new MaskedScope(state));

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!logger.IsEnabled(logLevel))
            {
                return;
            }

            var shown = exception?.ToString() is { } told && CardNumbers.Contains(told) ? new MaskedException(Masking.Text(told)) : exception;
            var masked = Masked(state, formatter(state, exception));
            if (masked is null && ReferenceEquals(shown, exception))
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
                return;
            }

            logger.Log(logLevel, eventId, masked ?? new MaskedState(formatter(state, exception), [.. state as IEnumerable<KeyValuePair<string, object?>> ?? []]), shown, static (said, _) => said.ToString());
        }

        /// <summary>What is said without card numbers; null where there are none in it.</summary>
        private static MaskedState? Masked<TState>(TState state, string text)
        {
            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            return CardNumbers.Contains(text) || values.Any(pair => CardNumbers.Contains(pair.Value?.ToString()))
                ? new MaskedState(Masking.Text(text), [.. values.Select(pair => pair.Value?.ToString() is { } value && CardNumbers.Contains(value) ? KeyValuePair.Create(pair.Key, (object?)Masking.Text(value)) : pair)])
                : null;
        }
    }

    /// <summary>What a scope says, without card numbers.</summary>
    private sealed class MaskedScope(object state) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        private List<KeyValuePair<string, object?>>? _values;

        public int Count => Values.Count;

        private List<KeyValuePair<string, object?>> Values => _values ??=
            [.. (state as IEnumerable<KeyValuePair<string, object?>> ?? []).Select(pair => pair.Value?.ToString() is { } value && CardNumbers.Contains(value) ? KeyValuePair.Create(pair.Key, (object?)Masking.Text(value)) : pair)];

        public KeyValuePair<string, object?> this[int index] => Values[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Values.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => state.ToString() is { } said && CardNumbers.Contains(said) ? Masking.Text(said) : state.ToString() ?? "";
    }

    private sealed class MaskedState(string text, List<KeyValuePair<string, object?>> values) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => values.Count;

        public KeyValuePair<string, object?> this[int index] => values[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => text;
    }

    /// <summary>Stands for an exception whose words hold a card number.</summary>
    private sealed class MaskedException(string text) : Exception(text.Split('\n')[0])
    {
        public override string ToString() => text;
    }
}
