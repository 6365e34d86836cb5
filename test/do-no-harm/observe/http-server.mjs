import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let certificate;

/** A key and certificate for 127.0.0.1, made for this run. */
export function selfSigned() {
  if (certificate) return certificate;
  const folder = mkdtempSync(join(tmpdir(), 'do-no-harm-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-nodes', ...curve, '-keyout', key, '-out', cert, '-days', '2', ...subject],
    {
      stdio: 'ignore',
    },
  );
  certificate = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return certificate;
}

/** Has a server answer by `listener`, over TLS or not; gives its origin. */
export async function serve(tools, listener, { tls = false } = {}) {
  if (!tls) {
    tools.serve(listener);
    return tools.origin;
  }
  const server = https.createServer(selfSigned(), (request, response) => {
    response.sendDate = false;
    response.on('error', () => {});
    listener(request, response);
  });
  return `https://127.0.0.1:${await tools.listen(server)}`;
}
