using JitSsh.Core.Servers;

namespace JitSsh.Core.Grants;

/// <summary>What a server's answer says about one grant.</summary>
/// <param name="Settled">True when the grant is as wanted: in force, or gone.</param>
/// <param name="Error">Why not; null when it is.</param>
public sealed record ReconcileVerdict(bool Settled, string? Error)
{
    private static readonly ReconcileVerdict AsWanted = new(true, null);

    /// <summary>Reads the verdict. Only what the server has read back and said counts: silence is not success.</summary>
    public static ReconcileVerdict On(Grant grant, ServerAnswer answer)
    {
        var error = answer.Errors.FirstOrDefault(e => IsAbout(e, grant));
        if (!answer.IsWhole)
        {
            return new(false, error is null ? "The server's answer broke off. JitSsh asks again." : Sentence(error));
        }

        if (grant.State == GrantState.Ending)
        {
            return error is null ? AsWanted : new(false, Sentence(error));
        }

        return answer.InForce.Contains(grant.Id.ToString())
            ? AsWanted
            : new(false, error is null ? "The server did not confirm this access. JitSsh asks again." : Sentence(error));
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
        _ => $"{error.Code}: {error.Text}",
    };

    private static string FirstWord(string text) => text.Split(' ', 2)[0];
}
