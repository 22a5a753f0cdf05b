namespace JitSsh.Portal.Layout;

/// <summary>Dark or light. Without a choice it is as the system is.</summary>
public sealed partial class ThemeToggle;
