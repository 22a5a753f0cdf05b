using JitSsh.Core.Common;
using JitSsh.Core.Connectors.Remote;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace JitSsh.Core.Hosting;

/// <summary>
/// Sends measures and spans over OTLP where the operator names a collector by OpenTelemetry's own variables (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> and the
/// others of its specification), and nowhere else. Of ASP.NET Core only the measures are sent: its spans hold the addresses that people opened.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    /// <summary>The variable without which nothing is sent.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly MeterProvider measures;
    private readonly TracerProvider spans;

    private Telemetry(string service)
    {
        measures = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe)
            .AddMeter(Measures.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql").AddOtlpExporter().Build();
        spans = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(Measures.Name).AddOtlpExporter().Build();

        void Describe(ResourceBuilder resource) => resource.AddService(System.Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") is { Length: > 0 } named ? named : service, serviceVersion: ConnectorDesk.LatestVersion);
    }

    /// <summary>Begins, if there is a collector.</summary>
    /// <param name="service">What this process is called there, unless <c>OTEL_SERVICE_NAME</c> says otherwise.</param>
    /// <returns>Sends what is left when it is disposed of; null without a collector.</returns>
    public static Telemetry? Begin(string service) => System.Environment.GetEnvironmentVariable(Endpoint) is { Length: > 0 } ? new(service) : null;

    public void Dispose()
    {
        measures.Dispose();
        spans.Dispose();
    }
}
