namespace JitSsh.Core.Common;

/// <summary>What the operator has set does not let this process start. Each sentence says which setting, what is wrong with it, and what to do.</summary>
/// <param name="sentences">At least one.</param>
/// <param name="cause">What was found out by; null when the setting itself says it.</param>
public sealed class SettingsException(IReadOnlyList<string> sentences, Exception? cause = null) : InvalidOperationException(string.Join(' ', sentences), cause)
{
    /// <summary>One sentence.</summary>
    public SettingsException(string sentence, Exception? cause = null)
        : this([sentence], cause)
    {
    }

    /// <summary>The sentences, one for each setting.</summary>
    public IReadOnlyList<string> Sentences => sentences;
}
