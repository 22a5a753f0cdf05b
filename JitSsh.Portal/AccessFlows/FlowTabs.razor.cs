namespace JitSsh.Portal.AccessFlows;

/// <summary>The way between access flows, bundles and assertions.</summary>
public sealed partial class FlowTabs;
