namespace JitSsh.Core.Connectors;

/// <summary>The portal does not answer this connector any more, and trying again would change nothing; the message is the sentence for a person.</summary>
public sealed class ConnectorRefusedException(string sentence) : Exception(sentence);
