using JitSsh.Core.AccessFlows;

namespace JitSsh.Core.Grants;

/// <summary>What the version of the flow that governs a request says about its grants, beyond whom and what.</summary>
/// <param name="Hours">The hours within which access begins and ends; null is always.</param>
/// <param name="PermitPortForwarding">True when ports may be forwarded.</param>
/// <param name="PermitAgentForwarding">True when the person's agent may be forwarded.</param>
/// <param name="Networks">From where the certificate is good, as CIDR; empty is from anywhere.</param>
public sealed record GrantTerms(AccessHours? Hours, bool PermitPortForwarding, bool PermitAgentForwarding, IReadOnlyList<string> Networks)
{
    /// <summary>A terminal, from anywhere, at any time: what flows said before they could say more.</summary>
    public static GrantTerms Plain { get; } = new(null, false, false, []);

    /// <summary>The terms of a rule.</summary>
    public static GrantTerms Of(FlowRule rule) => new(rule.When, rule.PermitPortForwarding, rule.PermitAgentForwarding, rule.Networks);
}
