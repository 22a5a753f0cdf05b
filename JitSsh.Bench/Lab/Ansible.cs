using System.Diagnostics;
using System.Globalization;
using JitSsh.Lab.Servers;

namespace JitSsh.Bench.Lab;

/// <summary>
/// A playbook that makes an account and puts a key into its <c>authorized_keys</c>, and one that takes both away. It does less
/// than JitSsh: no expiry, no trust line, no check of what was there, no sessions ended, nothing read again.
/// </summary>
internal sealed class Ansible
{
    private const string Program = "/usr/bin/ansible-playbook";

    private const string Give = """
        - hosts: all
          gather_facts: false
          become: true
          tasks:
            - ansible.builtin.user: { name: "{{ account }}", password: "*", shell: /bin/bash }
            - ansible.posix.authorized_key: { user: "{{ account }}", key: "{{ key }}" }
        """;

    private const string Take = """
        - hosts: all
          gather_facts: false
          become: true
          tasks:
            - ansible.posix.authorized_key: { user: "{{ account }}", key: "{{ key }}", state: absent }
            - ansible.builtin.user: { name: "{{ account }}", state: absent, remove: true }
        """;

    private readonly Site site;
    private readonly string directory;
    private int runs;

    private Ansible(Site site) => (this.site, directory) = (site, Directory.CreateDirectory(Path.Combine(site.Scratch, "ansible")).FullName);

    /// <summary>Null when it is not installed.</summary>
    public static Ansible? Find(Site site) => File.Exists(Program) ? new(site) : null;

    public Task<TimeSpan> GiveAsync(string account, int forks) => PlayAsync(Give, account, forks);

    public Task<TimeSpan> TakeAsync(string account, int forks) => PlayAsync(Take, account, forks);

    private async Task<TimeSpan> PlayAsync(string playbook, string account, int forks)
    {
        // Its own kept connections serve one run: each begins with fresh ones, as the others do.
        var control = Path.Combine(directory, $"c{++runs}");
        var file = Path.Combine(directory, "play.yml");
        await File.WriteAllTextAsync(file, playbook);
        await File.WriteAllLinesAsync(Path.Combine(directory, "hosts"), site.Lab.Servers.Select(s => s.Address));
        await File.WriteAllTextAsync(Path.Combine(directory, "ansible.cfg"), string.Create(CultureInfo.InvariantCulture, $"""
            [defaults]
            inventory = {directory}/hosts
            forks = {forks}
            remote_user = {ServerLab.AdminUser}
            private_key_file = {site.Lab.AdminPrivateKeyPath}
            interpreter_python = /usr/bin/python3
            local_tmp = {directory}/tmp
            retry_files_enabled = false
            [ssh_connection]
            pipelining = true
            control_path_dir = {control}
            ssh_args = -C -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile={site.Lab.KnownHostsPath} -o StrictHostKeyChecking=yes
            """));
        var key = (await File.ReadAllTextAsync(site.Lab.AdminPrivateKeyPath + ".pub")).Trim();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ANSIBLE_CONFIG"] = Path.Combine(directory, "ansible.cfg"),
            ["LC_ALL"] = "C.UTF-8",
            ["HOME"] = directory,
            ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin",
        };
        var began = Stopwatch.GetTimestamp();
        (await Command.RunAsync(Program, ["-e", $"account={account}", "-e", $"{{\"key\": \"{key}\"}}", file], environment: environment, limit: TimeSpan.FromMinutes(20))).EnsureSuccess();
        return Stopwatch.GetElapsedTime(began);
    }
}
