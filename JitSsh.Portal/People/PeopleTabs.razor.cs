namespace JitSsh.Portal.People;

/// <summary>The way between the people, their groups and their shifts.</summary>
public sealed partial class PeopleTabs;
