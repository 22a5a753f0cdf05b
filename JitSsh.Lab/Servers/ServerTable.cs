namespace JitSsh.Lab.Servers;

/// <summary>What <c>up</c> says when the servers are there.</summary>
internal static class ServerTable
{
    public static void Print(string stateDirectory)
    {
        var list = LabDirectory.At(stateDirectory, stateDirectory).ReadServers()!;
        foreach (var server in list.Servers)
        {
            Console.WriteLine($"{server.Name,-18} {server.Address,-14} {server.ResourceGroup,-18} {server.Region,-18} {server.Kind}".TrimEnd());
        }

        if (list.AdminPrivateKey is { } key)
        {
            Console.WriteLine();
            Console.WriteLine(
                $"ssh -i {key} -o UserKnownHostsFile={stateDirectory}/known_hosts {list.AdminUser}@{list.Servers[0].Address}");
        }
    }
}
