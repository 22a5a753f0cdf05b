using JitSsh.Tests.Support;

namespace JitSsh.Tests.EndToEnd.Remote;

/// <summary>A connector as its operator starts it: a process of its own, with its own data and its own settings.</summary>
internal sealed class ConnectorProcess(string data, int port, string token, string fileRoot, string? rules = null)
    : JitSshProgram(Arguments(data, port, token, rules), ("JitSsh__Secrets__FileRoots__0", fileRoot))
{
    private static List<string> Arguments(string data, int port, string token, string? rules)
    {
        var file = data + "-token";
        File.WriteAllText(file, token + "\n");
        List<string> arguments = ["connector", "--portal", $"http://127.0.0.1:{port}", "--token-file", file, "--data", data];
        if (rules is not null)
        {
            File.WriteAllText(data + "-rules.json", rules);
            arguments.AddRange(["--allow", data + "-rules.json"]);
        }

        return arguments;
    }
}
