// A guide for the tests: a copy of a site in a folder of its own, built and served by the program
// under test on a free port. The program is named by WIJKGIDS; `cargo test --test browser` does so.
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
export const PROGRAM = process.env.WIJKGIDS ?? join(REPOSITORY, "target/debug/wijkgids");

/** Builds and serves a site: the guide itself, or another of the repository, or one of these files, by
 *  path. `settings` are variables of the environment (WIJKGIDS_…); `port` is a free one, where the address
 *  has to be known beforehand; another `command` than `serve` does that instead. */
export async function serve(
  files,
  of = ".",
  { settings = {}, port = 0, command = "serve" } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), "wijkgids-"));
  for (const [path, text] of Object.entries(files ?? {})) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  for (const name of files ? [] : ["content", "site.toml"]) {
    await cp(join(REPOSITORY, of, name), join(folder, name), { recursive: true });
  }
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith("WIJKGIDS"));
  const server = spawn(PROGRAM, [command, "--addr", `127.0.0.1:${port}`], {
    cwd: folder,
    env: { ...Object.fromEntries(environment), ...settings },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const stop = async () => {
    if (server.exitCode === null) {
      const ended = new Promise((done) => server.once("exit", done));
      server.kill();
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  let said = "";
  const url = await new Promise((found, failed) => {
    server.stderr.on("data", (data) => {
      said += data;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (address) found(address[0]);
    });
    server.once("error", failed);
    server.once("exit", () => failed(new Error(`the guide was not served:\n${said}`)));
  }).catch(async (error) => {
    await stop();
    throw error;
  });
  return { url, folder, stop };
}
