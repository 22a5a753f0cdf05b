using Azure.Core;
using Azure.Core.Pipeline;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>
/// Lets requests go to one host only. The SDK follows a <c>nextLink</c> to wherever it points and would send the bearer token along;
/// this stands before the policy that adds the token, so a link elsewhere gets neither token nor request.
/// </summary>
internal sealed class OneHostPolicy(Uri allowed) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Check(message);
        ProcessNext(message, pipeline);
    }

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Check(message);
        return ProcessNextAsync(message, pipeline);
    }

    private void Check(HttpMessage message)
    {
        var asked = message.Request.Uri.ToUri();
        if (asked.Scheme != Uri.UriSchemeHttps
            || !string.Equals(asked.IdnHost, allowed.IdnHost, StringComparison.OrdinalIgnoreCase)
            || asked.Port != allowed.Port)
        {
            throw new ForeignHostException(asked.GetLeftPart(UriPartial.Authority), allowed.GetLeftPart(UriPartial.Authority));
        }
    }
}

/// <summary>An answer pointed to a host that is not Azure's management address.</summary>
internal sealed class ForeignHostException(string asked, string allowed) : Exception($"A link pointed to {asked}, not to {allowed}.")
{
    public string Asked { get; } = asked;

    public string Allowed { get; } = allowed;
}
