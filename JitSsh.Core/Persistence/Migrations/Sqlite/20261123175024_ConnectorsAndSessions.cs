using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitSsh.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ConnectorsAndSessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "RevokedAt",
                table: "Connectors",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ConnectorAsks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ConnectorId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Question = table.Column<string>(type: "TEXT", nullable: false),
                    Until = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Holder = table.Column<string>(type: "TEXT", nullable: true),
                    Answer = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConnectorAsks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ConnectorCalls",
                columns: table => new
                {
                    InstanceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Nonce = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConnectorCalls", x => new { x.InstanceId, x.Nonce });
                });

            migrationBuilder.CreateTable(
                name: "ConnectorInstances",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ConnectorId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PublicKey = table.Column<string>(type: "TEXT", nullable: false),
                    Host = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<string>(type: "TEXT", nullable: false),
                    EnrolledAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    LastSeenAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Doing = table.Column<string>(type: "TEXT", nullable: false),
                    Errors = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConnectorInstances", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ConnectorInstances_Connectors_ConnectorId",
                        column: x => x.ConnectorId,
                        principalTable: "Connectors",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "EnrolmentTokens",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "TEXT", nullable: false),
                    ConnectorId = table.Column<Guid>(type: "TEXT", nullable: false),
                    GoodUntil = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UsedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnrolmentTokens", x => x.Hash);
                    table.ForeignKey(
                        name: "FK_EnrolmentTokens_Connectors_ConnectorId",
                        column: x => x.ConnectorId,
                        principalTable: "Connectors",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "FlowLabels",
                columns: table => new
                {
                    FlowId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Label = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FlowLabels", x => new { x.Label, x.FlowId });
                    table.ForeignKey(
                        name: "FK_FlowLabels_AccessFlows_FlowId",
                        column: x => x.FlowId,
                        principalTable: "AccessFlows",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RecoveryCodes",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RecoveryCodes", x => new { x.PersonId, x.Hash });
                    table.ForeignKey(
                        name: "FK_RecoveryCodes_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SecondFactors",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Protected = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AddedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ConfirmedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    LastStep = table.Column<long>(type: "INTEGER", nullable: false),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    TriesSince = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SecondFactors", x => x.PersonId);
                    table.ForeignKey(
                        name: "FK_SecondFactors_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    BeganAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    LastSeenAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Address = table.Column<string>(type: "TEXT", nullable: false),
                    Browser = table.Column<string>(type: "TEXT", nullable: false),
                    Way = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Sessions_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AccessFlows_Id_Version",
                table: "AccessFlows",
                columns: new[] { "Id", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_AccessFlows_IsActive_Name",
                table: "AccessFlows",
                columns: new[] { "IsActive", "Name" });

            migrationBuilder.CreateIndex(
                name: "IX_ConnectorAsks_ConnectorId_Holder",
                table: "ConnectorAsks",
                columns: new[] { "ConnectorId", "Holder" });

            migrationBuilder.CreateIndex(
                name: "IX_ConnectorCalls_At",
                table: "ConnectorCalls",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_ConnectorInstances_ConnectorId",
                table: "ConnectorInstances",
                column: "ConnectorId");

            migrationBuilder.CreateIndex(
                name: "IX_EnrolmentTokens_ConnectorId",
                table: "EnrolmentTokens",
                column: "ConnectorId");

            migrationBuilder.CreateIndex(
                name: "IX_FlowLabels_FlowId",
                table: "FlowLabels",
                column: "FlowId");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_PersonId",
                table: "Sessions",
                column: "PersonId");

            // The labels of the flows that are there already.
            migrationBuilder.Sql("""INSERT INTO "FlowLabels" ("FlowId", "Label") SELECT DISTINCT f."Id", l."value" FROM "AccessFlows" AS f, json_each(f."Rule", '$.labels') AS l""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ConnectorAsks");

            migrationBuilder.DropTable(
                name: "ConnectorCalls");

            migrationBuilder.DropTable(
                name: "ConnectorInstances");

            migrationBuilder.DropTable(
                name: "EnrolmentTokens");

            migrationBuilder.DropTable(
                name: "FlowLabels");

            migrationBuilder.DropTable(
                name: "RecoveryCodes");

            migrationBuilder.DropTable(
                name: "SecondFactors");

            migrationBuilder.DropTable(
                name: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_AccessFlows_Id_Version",
                table: "AccessFlows");

            migrationBuilder.DropIndex(
                name: "IX_AccessFlows_IsActive_Name",
                table: "AccessFlows");

            migrationBuilder.DropColumn(
                name: "RevokedAt",
                table: "Connectors");
        }
    }
}
