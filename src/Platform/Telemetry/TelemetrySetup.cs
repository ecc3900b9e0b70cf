using System.Diagnostics;
using System.Diagnostics.Metrics;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Aisle.Platform.Telemetry;

/// <summary>Metrics for Prometheus always; traces, metrics and logs to an OTLP collector where one is configured.</summary>
public static class TelemetrySetup
{
    private const int SeriesOfRoutes = 2000;
    private const int MostSeries = 200;

    /// <summary>Aisle's own meter; modules make their instruments on it.</summary>
    public static Meter Meter { get; } = new("Aisle");

    /// <summary>Aisle's own activity source.</summary>
    public static ActivitySource Activities { get; } = new("Aisle");

    private static readonly Lazy<ActivityListener> _requests = new(() => new ActivityListener
    {
        ShouldListenTo = source => string.Equals(source.Name, "Microsoft.AspNetCore", StringComparison.Ordinal),
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    });

    /// <summary>Registers the providers. <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> switches the export on.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Each request is an activity, also where nobody collects them: its trace id stands in every problem and log line.
        ActivitySource.AddActivityListener(_requests.Value);
        builder.Services.AddMaskedLogs();
        var collector = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        var resource = ResourceBuilder.CreateDefault().AddService("aisle", serviceVersion: typeof(TelemetrySetup).Assembly.GetName().Version?.ToString(3));
        builder.Services.AddSingleton<PrometheusExporter>();
        builder.Services.AddSingleton(services =>
        {
            var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
                .AddMeter("Aisle", "Npgsql", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                // Room is taken for all series at once: routes need it, a queue or a collector of garbage has a handful.
                .AddView(instrument => new MetricStreamConfiguration { CardinalityLimit = instrument.Name.StartsWith("http.server.", StringComparison.Ordinal) ? SeriesOfRoutes : MostSeries })
                .AddReader(new BaseExportingMetricReader(services.GetRequiredService<PrometheusExporter>()));
            if (collector is not null)
            {
                metrics.AddOtlpExporter();
            }

            return metrics.Build();
        });
        if (collector is null)
        {
            return;
        }

        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource("Aisle", "Npgsql", "Microsoft.AspNetCore").AddProcessor(new MaskedTraces()).AddOtlpExporter().Build());
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(resource);
            logs.IncludeFormattedMessage = true;
            logs.AddOtlpExporter();
        });
    }

    /// <summary>Starts the providers and maps <c>/metrics</c>.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Services.GetService<MeterProvider>();
        app.Services.GetService<TracerProvider>();
        app.MapGet("/metrics", (PrometheusExporter exporter) => Results.Text(exporter.Scrape(), PrometheusExporter.ContentType))
            .OpenToEveryone().ExcludeFromDescription();
    }
}
