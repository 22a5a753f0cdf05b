namespace JitSsh.Lab.Servers;

/// <summary>The lab cannot do what was asked; the message is a sentence for a person, and says what to do about it.</summary>
public sealed class LabException : Exception
{
    /// <summary>With a sentence.</summary>
    public LabException(string message) : base(message)
    {
    }

    /// <summary>With a sentence and its cause.</summary>
    public LabException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a sentence; here because exceptions have it.</summary>
    public LabException()
    {
    }
}
