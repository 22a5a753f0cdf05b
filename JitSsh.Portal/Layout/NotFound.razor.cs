namespace JitSsh.Portal.Layout;

/// <summary>What stands for every address that is none.</summary>
public sealed partial class NotFound;
