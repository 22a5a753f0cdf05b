namespace JitSsh.Portal.People;

/// <summary>The way between the people and their groups.</summary>
public sealed partial class PeopleTabs;
