using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitSsh.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ServerEnds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "ArmedUntil",
                table: "Servers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ReceiptsSeen",
                table: "Servers",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "ScanContacts",
                table: "Servers",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Timer",
                table: "Servers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Receipts",
                columns: table => new
                {
                    ServerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    By = table.Column<string>(type: "TEXT", nullable: false),
                    StoredAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    HasDrift = table.Column<bool>(type: "INTEGER", nullable: false),
                    Content = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Receipts", x => new { x.ServerId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "Residue",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ServerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Account = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    FoundAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    GoneAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    AcceptedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    AcceptedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    AcceptedReason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Residue", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Residue_Servers_ServerId",
                        column: x => x.ServerId,
                        principalTable: "Servers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ReceiptGrants",
                columns: table => new
                {
                    ServerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    GrantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Ended = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReceiptGrants", x => new { x.GrantId, x.ServerId, x.Number });
                    table.ForeignKey(
                        name: "FK_ReceiptGrants_Receipts_ServerId_Number",
                        columns: x => new { x.ServerId, x.Number },
                        principalTable: "Receipts",
                        principalColumns: new[] { "ServerId", "Number" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ReceiptGrants_ServerId_Number",
                table: "ReceiptGrants",
                columns: new[] { "ServerId", "Number" });

            migrationBuilder.CreateIndex(
                name: "IX_Receipts_ServerId_HasDrift_At",
                table: "Receipts",
                columns: new[] { "ServerId", "HasDrift", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Residue_GoneAt_AcceptedAt",
                table: "Residue",
                columns: new[] { "GoneAt", "AcceptedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Residue_ServerId_Account_Kind_Text",
                table: "Residue",
                columns: new[] { "ServerId", "Account", "Kind", "Text" },
                unique: true,
                filter: "\"GoneAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ReceiptGrants");

            migrationBuilder.DropTable(
                name: "Residue");

            migrationBuilder.DropTable(
                name: "Receipts");

            migrationBuilder.DropColumn(
                name: "ArmedUntil",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "ReceiptsSeen",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "ScanContacts",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "Timer",
                table: "Servers");
        }
    }
}
