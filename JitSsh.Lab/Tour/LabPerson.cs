using System.Security.Cryptography;
using System.Text.Json.Nodes;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>A person of the demo or the tour: how they sign in, and with which key they log in.</summary>
internal sealed class LabPerson : IDisposable
{
    private LabPerson(string name, string? linuxName, ApiClient api, LabKeyPair key)
    {
        Name = name;
        LinuxName = linuxName;
        Api = api;
        Key = key;
    }

    public string Name { get; }

    public string Email => $"{Name.ToLowerInvariant()}@example.com";

    public string? LinuxName { get; }

    /// <summary>Random; 100 bits.</summary>
    public string Password { get; } = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 20);

    public ApiClient Api { get; }

    public LabKeyPair Key { get; }

    /// <summary>Their id, once they were added.</summary>
    public string? Id { get; private set; }

    public static async Task<LabPerson> CreateAsync(string name, string? linuxName, Site site, CancellationToken cancel) =>
        new(name, linuxName, new(site.Portal.Address), await LabKeyPair.CreateAsync(site.Directory, name.ToLowerInvariant(), cancel));

    /// <summary>Makes them the first admin, and signs in.</summary>
    public async Task SetUpAsync(CancellationToken cancel)
    {
        await Api.PostAsync("setup", new JsonObject { ["name"] = Name, ["email"] = Email, ["password"] = Password }, cancel);
        await SignInAsync(cancel);
    }

    /// <summary>Lets an admin add them, and signs in.</summary>
    public async Task AddAsync(LabPerson admin, CancellationToken cancel)
    {
        await admin.Api.MakeAsync("people", new JsonObject { ["name"] = Name, ["email"] = Email, ["password"] = Password, ["linuxName"] = LinuxName }, cancel);
        await SignInAsync(cancel);
    }

    public void Dispose() => Api.Dispose();

    private async Task SignInAsync(CancellationToken cancel)
    {
        await Api.SignInAsync(Email, Password, cancel);
        Id = (await Api.GetAsync("me", cancel))["id"]!.GetValue<string>();
    }
}
