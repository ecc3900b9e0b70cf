using Aisle.FeatureTests.Support;
using Aisle.Platform.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Messaging;

/// <summary>The transport without a broker.</summary>
public sealed class InProcessTransportTests(Cluster cluster) : TransportTests(cluster)
{
    protected override void AddTransport(IServiceCollection services) => services.AddSingleton<IMessageTransport, InProcessTransport>();
}
