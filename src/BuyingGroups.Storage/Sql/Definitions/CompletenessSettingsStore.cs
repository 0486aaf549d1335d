using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Storage.Sql.Invalidations;
using BuyingGroups.Storage.Sql.Jobs;

namespace BuyingGroups.Storage.Sql.Definitions;

/// <summary>What completeness asks of the roles of live templates, of which nothing else changes.</summary>
/// <param name="database">Where they are kept.</param>
/// <param name="time">Tells when they changed.</param>
public sealed class CompletenessSettingsStore(SqlDatabase database, TimeProvider time)
{
    private static readonly Statement Touch = new("""
        UPDATE role_template
        SET revision = revision + 1, updated_at = @now, updated_by = @author
        WHERE id = @id
        """);

    /// <summary>Changes what completeness asks of roles of a live template, and has the completeness of its groups computed anew by a job.</summary>
    /// <param name="id">Which template.</param>
    /// <param name="etag">As the caller read it; empty: whatever it is.</param>
    /// <param name="settings">Of roles of the template, each at most once; the others stay.</param>
    /// <param name="author">Who changes it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The template as it is now, and the job: one that hasn't ended begins anew.</returns>
    /// <exception cref="ResourceNotFoundException">There is none of that id.</exception>
    /// <exception cref="EtagMismatchException">It has changed.</exception>
    /// <exception cref="PreconditionFailedException">It is a draft.</exception>
    /// <exception cref="ReferenceNotFoundException">A role isn't in the template; the field is <c>settings[2].role_id</c>.</exception>
    public Task<(RoleTemplate Template, JobId Job)> UpdateAsync(
        RoleTemplateId id, string etag, IReadOnlyList<CompletenessSetting> settings, string author, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var template = await RoleTemplateStore.LockAsync(session, id, etag);
                if (template.Status != DefinitionStatus.Live)
                {
                    throw new PreconditionFailedException(
                        PreconditionReasons.TemplateNotLive, id.Value, "The role template is a draft: change its roles with UpdateRoleTemplate.");
                }

                foreach (var (index, setting) in settings.Index())
                {
                    if (template.Roles.All(role => role.RoleId != setting.RoleId))
                    {
                        throw new ReferenceNotFoundException($"settings[{index}].role_id", ResourceTypes.Role, setting.RoleId.Value);
                    }
                }

                await TemplateRoles.UpdateCompletenessAsync(session, id, settings);
                var now = Instant.Now(time);
                await session.ExecuteAsync(Touch, new { id = id.Value, now, author });
                // Rosters carry the settings.
                session.Invalidate(now, new Invalidation(InvalidationKind.AllGroups, ""));
                var job = await JobRows.AddOrRestartAsync(session, new NewJob(JobType.Completeness, RoleTemplateId: id), author, time);
                return (await RoleTemplateStore.ReadAsync(session, id), job);
            },
            cancellationToken);
}
