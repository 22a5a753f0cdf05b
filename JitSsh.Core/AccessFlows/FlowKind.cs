namespace JitSsh.Core.AccessFlows;

/// <summary>How people come to the access that a flow allows. Rules are stored with the number: the order stays.</summary>
public enum FlowKind
{
    /// <summary>They ask for it.</summary>
    SelfServe,

    /// <summary>Nobody asks: whoever the flow names has it while they are named, and within its hours.</summary>
    Automatic,
}
