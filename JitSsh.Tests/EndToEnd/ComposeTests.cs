using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using JitSsh.Core.Connectors;
using JitSsh.Core.People;
using JitSsh.Tests.EndToEnd.Browser;
using JitSsh.Tests.Support;
using Xunit;
using YamlDotNet.Serialization;

namespace JitSsh.Tests.EndToEnd;

/// <summary>
/// compose.yaml, as far as it can be carried out without an engine: the portals and the connector are started with the commands and the environment that stand in it, over an empty PostgreSQL;
/// only addresses and files of containers are replaced by those of this machine. The proxy is only looked at.
/// </summary>
public sealed partial class ComposeTests : IAsyncDisposable
{
    private readonly string name = $"compose-{Guid.NewGuid():N}";
    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-test-").FullName;
    private readonly List<JitSshProgram> programs = [];
    private readonly Dictionary<object, object> services = Read();

    [Fact]
    public async Task PortalsAndConnector_StartTogetherOverAnEmptyDatabase_AndTheConnectorEnrols()
    {
        var settings = TestDatabase.PostgresFor(name, isEmpty: true);
        await File.WriteAllTextAsync(Path.Combine(directory, "key"), new string('k', 44));
        var portals = new[] { "portal-1", "portal-2" }.Select(service => (Program: Start(service, [], out var port), Port: port)).ToList();
        using var http = new HttpClient();
        foreach (var (program, port) in portals)
        {
            await UntilAsync(async () => await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}{HealthPath()}")) == "Healthy\n", program);
        }

        // What an admin does in a browser is done over the same database here.
        await using var admin = await CoreHost.StartAsync(null, null, [("ConnectionStrings:JitSsh", settings[0].Value), ("JitSsh:Data:KeyFile", Path.Combine(directory, "key"))]);
        var ada = await admin.Get<LoadActor>().RunAsync(Screen.Done(await admin.Get<JitSsh.Core.People.SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" })));
        Assert.NotNull(ada);
        var token = Screen.Done(await admin.Get<ManageConnectors>().AddAsync(ada, "compose")).Token;
        await File.WriteAllTextAsync(Path.Combine(directory, "connector-token"), token + "\n");
        var command = ((List<object>)Of("connector")["command"]).ConvertAll(a => Here((string)a).Replace(":8080", $":{portals[0].Port}", StringComparison.Ordinal));
        var connector = Start("connector", command, out _);
        await UntilAsync(async () => Screen.Done(await admin.Get<ListConnectors>().RunAsync(ada)).Any(c => c.Connector.Name == "compose" && c.Instances.Count > 0), connector);
        Assert.Equal(0, await connector.StopAsync());
        Assert.All(portals, p => Assert.DoesNotContain("fail:", p.Program.Said, StringComparison.Ordinal));
    }

    [Fact]
    public void Proxy_SendsToBothPortals_AndKeepsABrowserAtOne()
    {
        var content = (string)((Dictionary<object, object>)((Dictionary<object, object>)Whole()["configs"])["proxy"])["content"];
        Assert.Contains("reverse_proxy portal-1:8080 portal-2:8080 {", content, StringComparison.Ordinal);
        Assert.Contains("lb_policy cookie", content, StringComparison.Ordinal);
        Assert.Equal("service:portal-1", Of("connector")["network_mode"]);
        var subnet = Assert.Single((List<object>)((Dictionary<object, object>)((Dictionary<object, object>)((Dictionary<object, object>)Whole()["networks"])["inside"])["ipam"])["config"]);
        Assert.Equal(Environment("portal-1")["JitSsh__Web__TrustedProxies__0"], ((Dictionary<object, object>)subnet)["subnet"]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in programs)
        {
            await program.DisposeAsync();
        }

        TestDatabase.DropPostgres(name);
        Directory.Delete(directory, recursive: true);
    }

    private JitSshProgram Start(string service, IReadOnlyList<string> arguments, out int port)
    {
        port = FreePort();
        List<(string, string)> environment =
        [
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"), ("JitSsh__Data__Directory", Path.Combine(directory, $"data-{service}")),
            .. Environment(service).Select(e => (e.Key, e.Key == "ConnectionStrings__JitSsh" ? Address(e.Value) : Here(e.Value))),
        ];
        var program = new JitSshProgram(arguments, [.. environment]);
        programs.Add(program);
        return program;
    }

    /// <summary>The address that stands there, with the host and the user of the PostgreSQL of the tests.</summary>
    private string Address(string given)
    {
        Assert.StartsWith("Host=database;Database=jitssh;Username=jitssh;Password=", given, StringComparison.Ordinal);
        return TestDatabase.AddressOf(name);
    }

    private string Here(string text) => text.Replace("/run/secrets", directory, StringComparison.Ordinal).Replace("/data/", $"{directory}/data-", StringComparison.Ordinal);

    private string HealthPath() => HealthUri().Match((string)((Dictionary<object, object>)((Dictionary<object, object>)Whole()["configs"])["proxy"])["content"]).Groups["path"].Value;

    private Dictionary<object, object> Of(string service) => (Dictionary<object, object>)services[service];

    private Dictionary<string, string> Environment(string service) => ((Dictionary<object, object>)Of(service)["environment"]).ToDictionary(e => (string)e.Key, e => Variable().Replace((string)e.Value, m => m.Groups["otherwise"].Success ? m.Groups["otherwise"].Value : "open sesame"));

    private static Dictionary<object, object> Read() => (Dictionary<object, object>)Whole()["services"];

    private static Dictionary<object, object> Whole() => new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(File.ReadAllText(Path.Combine(Repository.Root, "compose.yaml")));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, JitSshProgram program)
    {
        for (var began = Stopwatch.StartNew(); ; await Task.Delay(200))
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            Assert.True(began.Elapsed < TimeSpan.FromSeconds(60), program.Said);
        }
    }

    [GeneratedRegex(@"\$\{\w+(:-(?<otherwise>[^}]*))?(:\?[^}]*)?\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"health_uri (?<path>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HealthUri();
}
