using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitSsh.Core.Common;

/// <summary>The id of a person.</summary>
[JsonConverter(typeof(TypedIdJson<PersonId>))]
[TypeConverter(typeof(TypedIdText<PersonId>))]
public readonly record struct PersonId(Guid Value) : ITypedId<PersonId>, IParsable<PersonId>
{
    /// <inheritdoc/>
    public static PersonId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static PersonId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out PersonId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a group of people.</summary>
[JsonConverter(typeof(TypedIdJson<GroupId>))]
[TypeConverter(typeof(TypedIdText<GroupId>))]
public readonly record struct GroupId(Guid Value) : ITypedId<GroupId>, IParsable<GroupId>
{
    /// <inheritdoc/>
    public static GroupId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static GroupId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out GroupId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a shift.</summary>
[JsonConverter(typeof(TypedIdJson<ShiftId>))]
[TypeConverter(typeof(TypedIdText<ShiftId>))]
public readonly record struct ShiftId(Guid Value) : ITypedId<ShiftId>, IParsable<ShiftId>
{
    /// <inheritdoc/>
    public static ShiftId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static ShiftId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out ShiftId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of an override of a shift.</summary>
[JsonConverter(typeof(TypedIdJson<ShiftOverrideId>))]
[TypeConverter(typeof(TypedIdText<ShiftOverrideId>))]
public readonly record struct ShiftOverrideId(Guid Value) : ITypedId<ShiftOverrideId>, IParsable<ShiftOverrideId>
{
    /// <inheritdoc/>
    public static ShiftOverrideId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static ShiftOverrideId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out ShiftOverrideId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of an SSH public key of a person.</summary>
[JsonConverter(typeof(TypedIdJson<SshKeyId>))]
[TypeConverter(typeof(TypedIdText<SshKeyId>))]
public readonly record struct SshKeyId(Guid Value) : ITypedId<SshKeyId>, IParsable<SshKeyId>
{
    /// <inheritdoc/>
    public static SshKeyId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static SshKeyId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out SshKeyId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a personal access token.</summary>
[JsonConverter(typeof(TypedIdJson<AccessTokenId>))]
[TypeConverter(typeof(TypedIdText<AccessTokenId>))]
public readonly record struct AccessTokenId(Guid Value) : ITypedId<AccessTokenId>, IParsable<AccessTokenId>
{
    /// <inheritdoc/>
    public static AccessTokenId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static AccessTokenId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out AccessTokenId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a connected integration.</summary>
[JsonConverter(typeof(TypedIdJson<IntegrationId>))]
[TypeConverter(typeof(TypedIdText<IntegrationId>))]
public readonly record struct IntegrationId(Guid Value) : ITypedId<IntegrationId>, IParsable<IntegrationId>
{
    /// <inheritdoc/>
    public static IntegrationId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static IntegrationId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out IntegrationId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a connector.</summary>
[JsonConverter(typeof(TypedIdJson<ConnectorId>))]
[TypeConverter(typeof(TypedIdText<ConnectorId>))]
public readonly record struct ConnectorId(Guid Value) : ITypedId<ConnectorId>, IParsable<ConnectorId>
{
    /// <summary>The connector inside the portal.</summary>
    public static ConnectorId Embedded { get; } = new(new("00000000-0000-7000-8000-000000000001"));

    /// <inheritdoc/>
    public static ConnectorId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static ConnectorId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out ConnectorId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a server.</summary>
[JsonConverter(typeof(TypedIdJson<ServerId>))]
[TypeConverter(typeof(TypedIdText<ServerId>))]
public readonly record struct ServerId(Guid Value) : ITypedId<ServerId>, IParsable<ServerId>
{
    /// <inheritdoc/>
    public static ServerId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static ServerId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out ServerId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of an access flow.</summary>
[JsonConverter(typeof(TypedIdJson<AccessFlowId>))]
[TypeConverter(typeof(TypedIdText<AccessFlowId>))]
public readonly record struct AccessFlowId(Guid Value) : ITypedId<AccessFlowId>, IParsable<AccessFlowId>
{
    /// <inheritdoc/>
    public static AccessFlowId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static AccessFlowId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out AccessFlowId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a bundle of servers.</summary>
[JsonConverter(typeof(TypedIdJson<BundleId>))]
[TypeConverter(typeof(TypedIdText<BundleId>))]
public readonly record struct BundleId(Guid Value) : ITypedId<BundleId>, IParsable<BundleId>
{
    /// <inheritdoc/>
    public static BundleId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static BundleId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out BundleId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of an assertion about access flows.</summary>
[JsonConverter(typeof(TypedIdJson<FlowAssertionId>))]
[TypeConverter(typeof(TypedIdText<FlowAssertionId>))]
public readonly record struct FlowAssertionId(Guid Value) : ITypedId<FlowAssertionId>, IParsable<FlowAssertionId>
{
    /// <inheritdoc/>
    public static FlowAssertionId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static FlowAssertionId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out FlowAssertionId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of an access request; also the principal of its certificates.</summary>
[JsonConverter(typeof(TypedIdJson<RequestId>))]
[TypeConverter(typeof(TypedIdText<RequestId>))]
public readonly record struct RequestId(Guid Value) : ITypedId<RequestId>, IParsable<RequestId>
{
    /// <inheritdoc/>
    public static RequestId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static RequestId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out RequestId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a grant: one request on one server.</summary>
[JsonConverter(typeof(TypedIdJson<GrantId>))]
[TypeConverter(typeof(TypedIdText<GrantId>))]
public readonly record struct GrantId(Guid Value) : ITypedId<GrantId>, IParsable<GrantId>
{
    /// <inheritdoc/>
    public static GrantId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static GrantId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out GrantId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a rotation of an integration's login key.</summary>
[JsonConverter(typeof(TypedIdJson<KeyRotationId>))]
[TypeConverter(typeof(TypedIdText<KeyRotationId>))]
public readonly record struct KeyRotationId(Guid Value) : ITypedId<KeyRotationId>, IParsable<KeyRotationId>
{
    /// <inheritdoc/>
    public static KeyRotationId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static KeyRotationId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out KeyRotationId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of something that was left behind on a server.</summary>
[JsonConverter(typeof(TypedIdJson<ResidueId>))]
[TypeConverter(typeof(TypedIdText<ResidueId>))]
public readonly record struct ResidueId(Guid Value) : ITypedId<ResidueId>, IParsable<ResidueId>
{
    /// <inheritdoc/>
    public static ResidueId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static ResidueId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out ResidueId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a piece of work on a server through its cloud.</summary>
[JsonConverter(typeof(TypedIdJson<CloudRunId>))]
[TypeConverter(typeof(TypedIdText<CloudRunId>))]
public readonly record struct CloudRunId(Guid Value) : ITypedId<CloudRunId>, IParsable<CloudRunId>
{
    /// <inheritdoc/>
    public static CloudRunId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static CloudRunId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out CloudRunId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a notice.</summary>
[JsonConverter(typeof(TypedIdJson<NoticeId>))]
[TypeConverter(typeof(TypedIdText<NoticeId>))]
public readonly record struct NoticeId(Guid Value) : ITypedId<NoticeId>, IParsable<NoticeId>
{
    /// <inheritdoc/>
    public static NoticeId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static NoticeId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out NoticeId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of the sending of a notice.</summary>
[JsonConverter(typeof(TypedIdJson<DeliveryId>))]
[TypeConverter(typeof(TypedIdText<DeliveryId>))]
public readonly record struct DeliveryId(Guid Value) : ITypedId<DeliveryId>, IParsable<DeliveryId>
{
    /// <inheritdoc/>
    public static DeliveryId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static DeliveryId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out DeliveryId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a webhook.</summary>
[JsonConverter(typeof(TypedIdJson<WebhookId>))]
[TypeConverter(typeof(TypedIdText<WebhookId>))]
public readonly record struct WebhookId(Guid Value) : ITypedId<WebhookId>, IParsable<WebhookId>
{
    /// <inheritdoc/>
    public static WebhookId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static WebhookId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out WebhookId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

internal sealed class TypedIdJson<TId> : JsonConverter<TId> where TId : struct, ITypedId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TId.From(reader.GetGuid());

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    public override TId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TId.From(Guid.Parse(reader.GetString()!));

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value.ToString("D"));
}

internal sealed class TypedIdText<TId> : TypeConverter where TId : struct, ITypedId<TId>
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        TypedId.TryParse<TId>(value as string, out var id) ? id : null;
}

/// <summary>The id of a delegation of decisions.</summary>
[JsonConverter(typeof(TypedIdJson<DelegationId>))]
[TypeConverter(typeof(TypedIdText<DelegationId>))]
public readonly record struct DelegationId(Guid Value) : ITypedId<DelegationId>, IParsable<DelegationId>
{
    /// <inheritdoc/>
    public static DelegationId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static DelegationId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out DelegationId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a person's favourite set of servers.</summary>
[JsonConverter(typeof(TypedIdJson<FavouriteId>))]
[TypeConverter(typeof(TypedIdText<FavouriteId>))]
public readonly record struct FavouriteId(Guid Value) : ITypedId<FavouriteId>, IParsable<FavouriteId>
{
    /// <inheritdoc/>
    public static FavouriteId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static FavouriteId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out FavouriteId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a saved report.</summary>
[JsonConverter(typeof(TypedIdJson<SavedReportId>))]
[TypeConverter(typeof(TypedIdText<SavedReportId>))]
public readonly record struct SavedReportId(Guid Value) : ITypedId<SavedReportId>, IParsable<SavedReportId>
{
    /// <inheritdoc/>
    public static SavedReportId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static SavedReportId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out SavedReportId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of the account that a person has at a sign-in provider.</summary>
[JsonConverter(typeof(TypedIdJson<CompanyAccountId>))]
[TypeConverter(typeof(TypedIdText<CompanyAccountId>))]
public readonly record struct CompanyAccountId(Guid Value) : ITypedId<CompanyAccountId>, IParsable<CompanyAccountId>
{
    /// <inheritdoc/>
    public static CompanyAccountId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static CompanyAccountId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out CompanyAccountId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a process of a connector that runs apart from the portal.</summary>
[JsonConverter(typeof(TypedIdJson<ConnectorInstanceId>))]
[TypeConverter(typeof(TypedIdText<ConnectorInstanceId>))]
public readonly record struct ConnectorInstanceId(Guid Value) : ITypedId<ConnectorInstanceId>, IParsable<ConnectorInstanceId>
{
    /// <inheritdoc/>
    public static ConnectorInstanceId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static ConnectorInstanceId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out ConnectorInstanceId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of something that a connector is asked to do at once.</summary>
[JsonConverter(typeof(TypedIdJson<ConnectorAskId>))]
[TypeConverter(typeof(TypedIdText<ConnectorAskId>))]
public readonly record struct ConnectorAskId(Guid Value) : ITypedId<ConnectorAskId>, IParsable<ConnectorAskId>
{
    /// <inheritdoc/>
    public static ConnectorAskId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static ConnectorAskId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out ConnectorAskId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a session: a browser in which somebody is signed in.</summary>
[JsonConverter(typeof(TypedIdJson<SessionId>))]
[TypeConverter(typeof(TypedIdText<SessionId>))]
public readonly record struct SessionId(Guid Value) : ITypedId<SessionId>, IParsable<SessionId>
{
    /// <inheritdoc/>
    public static SessionId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static SessionId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out SessionId result) => TypedId.TryParse(s, out result);

    /// <summary>The UUID with hyphens, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}
