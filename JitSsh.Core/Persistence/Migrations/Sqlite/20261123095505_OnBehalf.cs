using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitSsh.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class OnBehalf : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "AskedById",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AskedBy",
                table: "Notices",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_AskedById_CreatedAt",
                table: "Requests",
                columns: new[] { "AskedById", "CreatedAt" },
                filter: "\"AskedById\" IS NOT NULL");

            migrationBuilder.AddForeignKey(
                name: "FK_Requests_People_AskedById",
                table: "Requests",
                column: "AskedById",
                principalTable: "People",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Requests_People_AskedById",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_AskedById_CreatedAt",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "AskedById",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "AskedBy",
                table: "Notices");
        }
    }
}
