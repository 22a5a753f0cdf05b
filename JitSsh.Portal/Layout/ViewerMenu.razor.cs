namespace JitSsh.Portal.Layout;

/// <summary>Who is signed in, the way to their profile, and out.</summary>
public sealed partial class ViewerMenu
{
    /// <inheritdoc/>
    protected override Task ReadAsync(CancellationToken cancel) => Task.CompletedTask;
}
