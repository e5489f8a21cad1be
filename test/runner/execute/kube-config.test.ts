import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ownKubeConfig } from '../../../runner/execute/kube-config.ts';
import { scratchFolder } from '../../support/scratch.ts';

const plain = (name: string): string =>
  `apiVersion: v1 # as it is\nkind: Config\ncurrent-context: ${name}\nclusters: [{ name: ${name}, cluster: { server: 'https://127.0.0.1:6443', certificate-authority-data: QUJD } }]\n`;

test('is a copy of `~/.kube/config` that nobody else can read', async () => {
  const home = await scratchFolder({ '.kube/config': plain('prod') });
  const value = await ownKubeConfig({ HOME: home }, join(home, 'run/kube'));
  expect(value).toBe(join(home, 'run/kube/0'));
  expect(await readFile(value, 'utf8')).toBe(plain('prod'));
  expect((await stat(value)).mode & 0o077).toBe(0);
});

test('is one copy a file of `KUBECONFIG`, in its order, without those that are not there', async () => {
  const home = await scratchFolder({
    '.kube/config': plain('unused'),
    ...Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`c${n}`, plain(`c${n}`)])),
  });
  const named = Array.from({ length: 11 }, (_, n) => join(home, `c${n}`));
  const value = await ownKubeConfig(
    { HOME: home, KUBECONFIG: [join(home, 'gone'), '', ...named].join(':') },
    join(home, 'kube'),
  );
  const texts = await Promise.all(value.split(':').map((path) => readFile(path, 'utf8')));
  expect(texts).toEqual(named.map((_, n) => plain(`c${n}`)));
});

test('is an empty file where there is none, for what a fixture brings up', async () => {
  const home = await scratchFolder();
  for (const env of [{ HOME: home }, {}, { HOME: home, KUBECONFIG: join(home, 'gone') }]) {
    const folder = join(home, `kube-${Object.values(env).join('').length}`);
    const value = await ownKubeConfig(env, folder);
    expect(await readFile(value, 'utf8')).toBe('');
  }
});

test('is made once a run: a later shell finds what an earlier one wrote', async () => {
  const home = await scratchFolder({ '.kube/config': plain('prod') });
  const env = { HOME: home };
  const value = await ownKubeConfig(env, join(home, 'kube'));
  await writeFile(value, plain('staging'));
  expect(await ownKubeConfig(env, join(home, 'kube'))).toBe(value);
  expect(await readFile(value, 'utf8')).toBe(plain('staging'));
});

test('paths in it still lead to their files', async () => {
  const text = `# mine
clusters:
  - name: a
    cluster: { certificate-authority: ca.pem, server: https://127.0.0.1:6443 }
users:
  - name: a
    user:
      client-certificate: ../certs/a.pem # renewed in May
      client-key: /etc/keys/a.pem
      tokenFile: 'my token'
  - name: b
    user: { exec: { command: ./bin/login, args: [./not-a-file] } }
  - name: c
    user: { exec: { command: aws } }
`;
  const home = await scratchFolder({ '.kube/config': text });
  const copy = await readFile(await ownKubeConfig({ HOME: home }, join(home, 'kube')), 'utf8');
  expect(parse(copy)).toEqual({
    clusters: [
      {
        name: 'a',
        cluster: {
          'certificate-authority': join(home, '.kube/ca.pem'),
          server: 'https://127.0.0.1:6443',
        },
      },
    ],
    users: [
      {
        name: 'a',
        user: {
          'client-certificate': join(home, 'certs/a.pem'),
          'client-key': '/etc/keys/a.pem',
          tokenFile: join(home, '.kube/my token'),
        },
      },
      {
        name: 'b',
        user: { exec: { command: join(home, '.kube/bin/login'), args: ['./not-a-file'] } },
      },
      { name: 'c', user: { exec: { command: 'aws' } } },
    ],
  });
  expect(copy).toContain('# renewed in May');
});

test('what is no YAML stays as it is, and what cannot be read is left to `kubectl` to tell', async () => {
  const home = await scratchFolder({ broken: 'client-key: [a\n', dir: plain('a') });
  await mkdir(join(home, 'folder'));
  await chmod(join(home, 'folder'), 0o700);
  await symlink(join(home, 'dir'), join(home, 'link'));
  const value = await ownKubeConfig(
    { KUBECONFIG: ['broken', 'folder', 'link'].map((name) => join(home, name)).join(':') },
    join(home, 'kube'),
  );
  const [broken = '', folder = '', link = ''] = value.split(':');
  expect(await readFile(broken, 'utf8')).toBe('client-key: [a\n');
  await expect(readFile(folder, 'utf8')).rejects.toThrow('EISDIR');
  expect(await readFile(link, 'utf8')).toBe(plain('a'));
});
