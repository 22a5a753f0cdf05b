namespace JitSsh.Portal.Shared;

/// <summary>What a page shows for <see cref="Core.Common.OutcomeKind.NotFound"/>: the same for what is missing and what is forbidden, so that the answer tells nobody which.</summary>
public sealed partial class NotHere;
