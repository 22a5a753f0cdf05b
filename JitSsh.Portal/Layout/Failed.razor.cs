namespace JitSsh.Portal.Layout;

/// <summary>What stands for a response that threw an exception, which the log has.</summary>
public sealed partial class Failed;
