using System.Text.Json.Serialization;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Secrets;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Connectors;

/// <summary>What a connector apart from the portal can be asked to do at once. Typed: never a command, never a script.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask")]
[JsonDerivedType(typeof(CheckQuestion), "check")]
[JsonDerivedType(typeof(ScanQuestion), "host-keys")]
[JsonDerivedType(typeof(SecretQuestion), "secret")]
[JsonDerivedType(typeof(PreviewQuestion), "preview")]
internal abstract record Question;

/// <summary>Log in to a server and look.</summary>
internal sealed record CheckQuestion(ShellTarget Target, IReadOnlyList<Probe> Probes) : Question;

/// <summary>An account and perhaps a group to ask about.</summary>
internal sealed record Probe(string Account, string? Group);

/// <summary>Which host keys does it show?</summary>
internal sealed record ScanQuestion(HostAddress Address, ShellTarget? Jump) : Question;

/// <summary>Can this secret be read, and what is it? Never its value.</summary>
internal sealed record SecretQuestion(SecretRef Reference, bool IsKey) : Question;

/// <summary>What would a discovery find?</summary>
internal sealed record PreviewQuestion(SourceSettings Source, SecretRef? Secret) : Question;

/// <summary>The answer to <see cref="ScanQuestion"/>.</summary>
internal sealed record ScanAnswer(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys);

/// <summary>The answer to <see cref="PreviewQuestion"/>.</summary>
internal sealed record PreviewAnswer(string? Problem, DiscoveryResult? Result);

/// <summary>Said instead of an answer when answering failed.</summary>
internal sealed record NoAnswer(string Sentence);
