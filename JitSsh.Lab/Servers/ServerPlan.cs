namespace JitSsh.Lab.Servers;

/// <summary>Which server is the n-th of a lab: a small company's machines, in a fixed order, so that three already differ.</summary>
internal sealed record ServerPlan(string Name, string ResourceGroup, string Region, IReadOnlyDictionary<string, string> Tags)
{
    public ServerKind Kind { get; init; }

    private static readonly (string Role, string Environment, string Group, string Region, string Team)[] Roles =
    [
        ("web", "prod", "rg-shop-prod", "westeurope", "storefront"),
        ("db", "prod", "rg-data-prod", "westeurope", "data"),
        ("web", "staging", "rg-shop-staging", "northeurope", "storefront"),
        ("api", "prod", "rg-shop-prod", "westeurope", "storefront"),
        ("queue", "prod", "rg-data-prod", "northeurope", "data"),
        ("build", "dev", "rg-build", "northeurope", "platform"),
        ("api", "staging", "rg-shop-staging", "northeurope", "storefront"),
        ("db", "staging", "rg-data-staging", "northeurope", "data"),
        ("monitor", "prod", "rg-platform", "germanywestcentral", "platform"),
        ("bastion", "prod", "rg-platform", "germanywestcentral", "platform"),
    ];

    public static IEnumerable<ServerPlan> Take(int light, int full) =>
        Enumerable.Range(0, light + full).Select(index => Nth(index) with { Kind = index < light ? ServerKind.Light : ServerKind.Full });

    private static ServerPlan Nth(int index)
    {
        var (role, environment, group, region, team) = Roles[index % Roles.Length];
        var number = (index / Roles.Length) + 1;
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["environment"] = environment,
            ["role"] = role,
            ["team"] = team,
        };
        return new ServerPlan($"{role}-{environment}-{number:00}", group, region, tags);
    }
}
