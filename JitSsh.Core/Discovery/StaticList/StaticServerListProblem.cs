namespace JitSsh.Core.Discovery.StaticList;

/// <summary>A line that could not be read, or was left out.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Sentence">What is wrong with it; fit for the screen whatever the line holds.</param>
public sealed record StaticServerListProblem(int Line, string Sentence);
