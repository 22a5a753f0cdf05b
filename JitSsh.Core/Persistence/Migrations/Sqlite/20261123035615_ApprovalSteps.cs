using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitSsh.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ApprovalSteps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_Decisions",
                table: "Decisions");

            migrationBuilder.AddColumn<long>(
                name: "ApprovedDuration",
                table: "Requests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ExtendsId",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsBreakGlass",
                table: "Requests",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "ReviewNote",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ReviewedAt",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ReviewedBy",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Revision",
                table: "Requests",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "StartsAt",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Step",
                table: "Requests",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "UseWithin",
                table: "Requests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsLeftOut",
                table: "RequestedServers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTime>(
                name: "ExtendedAt",
                table: "Grants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ExtensionSentIn",
                table: "Grants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "UnusedAt",
                table: "Grants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "UseWithin",
                table: "Grants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Number",
                table: "Decisions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "For",
                table: "Decisions",
                type: "TEXT",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<int>(
                name: "Step",
                table: "Decisions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddPrimaryKey(
                name: "PK_Decisions",
                table: "Decisions",
                columns: new[] { "RequestId", "Number" });

            migrationBuilder.CreateTable(
                name: "BegunSteps",
                columns: table => new
                {
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    BegunAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EscalatesAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    EscalatedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BegunSteps", x => new { x.RequestId, x.Number });
                    table.ForeignKey(
                        name: "FK_BegunSteps_Requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Delegations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DelegateId = table.Column<Guid>(type: "TEXT", nullable: false),
                    From = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Until = table.Column<DateTime>(type: "TEXT", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Delegations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Delegations_People_DelegateId",
                        column: x => x.DelegateId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Delegations_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Favourites",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Servers = table.Column<string>(type: "TEXT", nullable: false),
                    LinuxGroups = table.Column<string>(type: "TEXT", nullable: false),
                    SavedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Favourites", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Favourites_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Requests_ExtendsId",
                table: "Requests",
                column: "ExtendsId");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_OpenReviews",
                table: "Requests",
                column: "CreatedAt",
                filter: "\"IsBreakGlass\" = 1 AND \"ReviewedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_BegunSteps_EscalatesAt",
                table: "BegunSteps",
                column: "EscalatesAt",
                filter: "\"EscalatesAt\" IS NOT NULL AND \"EscalatedAt\" IS NULL AND \"EndedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Delegations_DelegateId",
                table: "Delegations",
                column: "DelegateId");

            migrationBuilder.CreateIndex(
                name: "IX_Delegations_PersonId",
                table: "Delegations",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_Delegations_Until",
                table: "Delegations",
                column: "Until");

            migrationBuilder.CreateIndex(
                name: "IX_Favourites_PersonId_Name",
                table: "Favourites",
                columns: new[] { "PersonId", "Name" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "FK_Requests_Requests_ExtendsId",
                table: "Requests",
                column: "ExtendsId",
                principalTable: "Requests",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Requests_Requests_ExtendsId",
                table: "Requests");

            migrationBuilder.DropTable(
                name: "BegunSteps");

            migrationBuilder.DropTable(
                name: "Delegations");

            migrationBuilder.DropTable(
                name: "Favourites");

            migrationBuilder.DropIndex(
                name: "IX_Requests_ExtendsId",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_OpenReviews",
                table: "Requests");

            migrationBuilder.DropPrimaryKey(
                name: "PK_Decisions",
                table: "Decisions");

            migrationBuilder.DropColumn(
                name: "ApprovedDuration",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ExtendsId",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "IsBreakGlass",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ReviewNote",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ReviewedAt",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ReviewedBy",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "Revision",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "StartsAt",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "Step",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "UseWithin",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "IsLeftOut",
                table: "RequestedServers");

            migrationBuilder.DropColumn(
                name: "ExtendedAt",
                table: "Grants");

            migrationBuilder.DropColumn(
                name: "ExtensionSentIn",
                table: "Grants");

            migrationBuilder.DropColumn(
                name: "UnusedAt",
                table: "Grants");

            migrationBuilder.DropColumn(
                name: "UseWithin",
                table: "Grants");

            migrationBuilder.DropColumn(
                name: "Number",
                table: "Decisions");

            migrationBuilder.DropColumn(
                name: "For",
                table: "Decisions");

            migrationBuilder.DropColumn(
                name: "Step",
                table: "Decisions");

            migrationBuilder.AddPrimaryKey(
                name: "PK_Decisions",
                table: "Decisions",
                column: "RequestId");
        }
    }
}
