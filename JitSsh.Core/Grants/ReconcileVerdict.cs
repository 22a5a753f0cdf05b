using JitSsh.Core.Servers;

namespace JitSsh.Core.Grants;

/// <summary>What a server's answer says about one grant.</summary>
/// <param name="Settled">True when the grant is as wanted: in force, or gone.</param>
/// <param name="Error">Why not; null when it is, and when the server was not told yet.</param>
/// <param name="IsOver">True when the server has ended it by itself, by its own clock.</param>
public sealed record ReconcileVerdict(bool Settled, string? Error, bool IsOver = false)
{
    private static readonly ReconcileVerdict AsWanted = new(true, null);
    private static readonly ReconcileVerdict Over = new(true, null, IsOver: true);
    private static readonly ReconcileVerdict NotToldYet = new(false, null);

    /// <summary>The code of an error that is a connector's own refusal: its text is a whole sentence.</summary>
    public const string ConnectorRefusal = "not-allowed-there";

    /// <summary>Reads the verdict. Only what the server has read back and said counts: silence is not success.</summary>
    public static ReconcileVerdict On(Grant grant, ServerAnswer answer)
    {
        var error = answer.Errors.FirstOrDefault(e => IsAbout(e, grant));
        if (!answer.IsWhole)
        {
            return new(false, error is null ? "The server's answer broke off. JitSsh asks again." : Sentence(error));
        }

        if (error is not null)
        {
            return new(false, Sentence(error));
        }

        var id = grant.Id.ToString();
        return (grant.State, answer.InForce.Contains(id), answer.Ended.Contains(id)) switch
        {
            // Its end was decided while the server was being told that it is wanted: the next visit ends it.
            (GrantState.Ending, true, _) => NotToldYet,
            (GrantState.Ending, false, true) => AsWanted,
            (GrantState.Ending, false, false) => new(false, "The server did not say that nothing of this access is left. JitSsh asks again."),
            (_, true, _) => AsWanted,
            (GrantState.Active, false, true) => Over,
            (GrantState.Active, false, false) when answer.Receipts.Any(r => r.Ended.Contains(id)) => Over,
            (_, false, true) => new(false, "The server's clock is so far ahead that this access would be over before it began. Set its clock."),
            _ => new(false, "The server did not confirm this access. JitSsh asks again."),
        };
    }

    /// <summary>The first error of the whole server, as a sentence; null when there is none.</summary>
    public static string? OfServer(ServerAnswer answer) =>
        answer.Errors.FirstOrDefault(e => e.Scope == "server") is { } error ? Sentence(error)
        : answer.IsWhole ? null
        : "The server's answer broke off. JitSsh asks again.";

    private static bool IsAbout(ServerError error, Grant grant) => error.Scope switch
    {
        "server" => true,
        "account" => error.Subject == grant.Account,
        "grant" => error.Subject == grant.Id.ToString(),
        _ => false,
    };

    private static string Sentence(ServerError error) => error.Code switch
    {
        "missing-group" => $"The group '{FirstWord(error.Text)}' does not exist on this server. Create it there (groupadd), or ask without it.",
        "name-taken" => $"The account '{error.Subject}' exists on this server and was not made by JitSsh. Allow existing accounts in the integration, or change the person's Linux name.",
        "name-reserved" => $"'{error.Subject}' is an account of the system or of the connector on this server. Change the person's Linux name.",
        "not-allowed" => $"sshd on this server keeps '{error.Subject}' out: {error.Text}",
        "stale-generation" => "Another connector has worked on this server since. Its work stands.",
        "busy" => "Another JitSsh run holds the lock on this server. JitSsh asks again.",
        "sshd-config" => $"sshd did not take JitSsh's configuration, so the old one was put back: {error.Text}",
        "sshd-effect" => $"sshd's configuration was written, but sshd does not use it: {error.Text}",
        "session-left" => $"A process could not be ended: {error.Text}",
        "disk-full" => $"The server's disk is full: {error.Text}",
        "missing-tool" => $"The server lacks a tool that JitSsh needs: {error.Text}",
        ConnectorRefusal => error.Text,
        _ => $"{error.Code}: {error.Text}",
    };

    private static string FirstWord(string text) => text.Split(' ', 2)[0];
}
