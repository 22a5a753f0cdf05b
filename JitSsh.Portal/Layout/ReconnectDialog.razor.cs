namespace JitSsh.Portal.Layout;

/// <summary>Says that the connection is lost, that access does not depend on it, and tries again.</summary>
public sealed partial class ReconnectDialog;
