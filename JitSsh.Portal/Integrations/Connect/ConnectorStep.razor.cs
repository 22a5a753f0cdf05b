namespace JitSsh.Portal.Integrations.Connect;

/// <summary>Which connector works on the integration: so far there is one.</summary>
public sealed partial class ConnectorStep;
